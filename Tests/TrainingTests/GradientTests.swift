import Model
import Testing
import Training

@Suite struct GradientTests {
  /// Along the whole gradient of each group, and in its steepest single parameters.
  @Test func `every group's gradient is the loss's derivative`() {
    let trainer = TinyRun.trainer()
    TinyRun.scatter(trainer)
    let examples = TinyRun.examples()
    let loss = trainer.computeGradients(examples)
    #expect(abs(Double(loss) - meanLoss(trainer, examples)) < 1e-5)
    for group in trainer.layout.groups {
      let gradient = group.range.map { Double(trainer.gradient(at: $0)) }
      let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(length > 1e-4, "\(group.role) \(group.layer ?? -1) has a gradient of \(length)")
      let along = derivative(
        trainer, examples, group, gradient.map { $0 / length }, step: 0.02)
      #expect(
        abs(along - length) <= 1e-3 * length,
        "\(group.role) \(group.layer ?? -1): \(length), numerically \(along)")
      let steepest = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) } ?? 0
      var unit = [Double](repeating: 0, count: gradient.count)
      unit[steepest] = 1
      let single = derivative(trainer, examples, group, unit, step: 0.05)
      #expect(
        abs(single - gradient[steepest]) <= 5e-3 * abs(gradient[steepest]),
        "\(group.role) \(group.layer ?? -1) [\(steepest)]: \(gradient[steepest]), \(single)")
    }
  }

  /// A part of the gradient that is wrong at a right angle to the whole shows in any direction.
  @Test func `derivatives agree in random directions`() {
    let trainer = TinyRun.trainer()
    TinyRun.scatter(trainer)
    let examples = TinyRun.examples()
    _ = trainer.computeGradients(examples)
    for group in trainer.layout.groups {
      let direction = randomFloats(group.range.count, seed: UInt64(group.range.lowerBound))
      let size = direction.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
      let unit = direction.map { Double($0) / size }
      let gradient = group.range.map { Double(trainer.gradient(at: $0)) }
      let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let expected = zip(gradient, unit).reduce(0) { $0 + $1.0 * $1.1 }
      let along = derivative(trainer, examples, group, unit, step: 0.05)
      #expect(
        abs(along - expected) <= 1e-3 * length,
        "\(group.role) \(group.layer ?? -1): \(expected), numerically \(along), of \(length)")
    }
  }

  @Test func `half precision gives nearly the same gradient`() {
    var settings = TinyRun.settings()
    let exact = TinyRun.trainer(settings)
    settings.precision = .half
    let rounded = TinyRun.trainer(settings)
    TinyRun.scatter(exact)
    TinyRun.scatter(rounded)
    let examples = TinyRun.examples()
    #expect(abs(exact.computeGradients(examples) - rounded.computeGradients(examples)) < 0.02)
    for group in exact.layout.groups {
      var (difference, length) = (0.0, 0.0)
      for index in group.range {
        let gradient = Double(exact.gradient(at: index))
        difference +=
          (gradient - Double(rounded.gradient(at: index)))
          * (gradient - Double(rounded.gradient(at: index)))
        length += gradient * gradient
      }
      #expect((difference / length).squareRoot() < 0.05, "\(group.role) \(group.layer ?? -1)")
    }
  }

  @Test func `no token sees what comes after it`() {
    let trainer = TinyRun.trainer()
    TinyRun.scatter(trainer)
    var examples = TinyRun.examples()
    let before = trainer.losses(of: examples)
    let changed = 40
    examples.inputs[changed] = (examples.inputs[changed] + 7) % 95
    let after = trainer.losses(of: examples)
    #expect(before[..<changed] == after[..<changed])
    #expect(before[changed] != after[changed])
    // The next sequence is another text.
    #expect(before[64...] == after[64...])
  }

  private func meanLoss(_ trainer: Trainer, _ examples: Examples) -> Double {
    trainer.losses(of: examples).reduce(0) { $0 + Double($1) } / Double(examples.inputs.count)
  }

  /// The derivative of the mean loss along a unit vector, by five-point differences.
  private func derivative(
    _ trainer: Trainer, _ examples: Examples, _ group: ParameterGroup, _ direction: [Double],
    step: Double
  ) -> Double {
    let start = group.range.map { trainer[parameter: $0] }
    func loss(_ distance: Double) -> Double {
      for (offset, index) in group.range.enumerated() {
        trainer[parameter: index] = Float(Double(start[offset]) + distance * direction[offset])
      }
      return meanLoss(trainer, examples)
    }
    let slope =
      (8 * (loss(step) - loss(-step)) - (loss(2 * step) - loss(-2 * step))) / (12 * step)
    for (offset, index) in group.range.enumerated() { trainer[parameter: index] = start[offset] }
    return slope
  }
}
