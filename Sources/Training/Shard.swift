import CKernels

/// One thread's share of a step: passes over its sequences, into gradients of its own.
///
/// The number of shards is part of a run's settings and the shards' gradients are added in order,
/// so that results do not depend on the number of threads.
final class Shard {
  let pass: Pass
  /// Gradients of all parameters.
  let gradients: Floats
  /// Gradients of the rows of the ``ClassTable``.
  let classGradients: Floats
  /// Nats, summed over the tokens since they were last reset.
  private(set) var loss = 0.0
  private let headScratch: Units

  init(_ shape: TrainingShape, _ kernels: Kernels, sequences: Int, length: Int) {
    pass = Pass(shape, kernels, sequences: sequences, length: length)
    gradients = Floats(pass.layout.count)
    classGradients = Floats(shape.classes * shape.width)
    headScratch = Units(
      ck_train_head_scratch(sequences * length, shape.width, shape.classes, kernels.format))
  }

  /// Forgets gradients and loss.
  func reset(classes: Int) {
    loss = 0
    gradients.fill(0, 0..<gradients.count)
    classGradients.fill(0, 0..<classes * pass.shape.width)
  }

  /// Adds the gradients of `examples`, a few sequences at a time.
  ///
  /// `scale` is one over the number of tokens in the whole step.
  func accumulate(
    _ examples: Examples, _ parameters: Floats, _ weights: PackedWeights, _ classes: ClassTable,
    scale: Float
  ) {
    let tokens = pass.sequences * pass.length
    for start in stride(from: 0, to: examples.inputs.count, by: tokens) {
      let range = start..<min(start + tokens, examples.inputs.count)
      pass.forward(examples.inputs[range], parameters, weights)
      loss += head(examples.targets[range], classes, scale: scale, backward: true)
      pass.backward(examples.inputs[range], parameters, weights, gradients)
    }
  }

  /// Writes the loss of each token in `part` of `examples`, in nats, to `losses`.
  func evaluate(
    _ examples: Examples, _ part: Range<Int>, into losses: Floats, _ parameters: Floats,
    _ weights: PackedWeights, _ classes: ClassTable
  ) {
    let tokens = pass.sequences * pass.length
    for start in stride(from: part.lowerBound, to: part.upperBound, by: tokens) {
      let range = start..<min(start + tokens, part.upperBound)
      pass.forward(examples.inputs[range], parameters, weights)
      _ = head(
        examples.targets[range], classes, scale: 1, losses: losses, at: start, backward: false)
    }
  }

  private func head(
    _ targets: ArraySlice<Int32>, _ classes: ClassTable, scale: Float,
    losses: Floats? = nil, at start: Int = 0, backward: Bool
  ) -> Double {
    let shape = unsafe ck_train_head(
      tokens: targets.count, width: pass.shape.width, classes: classes.paddedCount,
      format: pass.kernels.format, forward: classes.forward.base, backward: classes.backward.base,
      table: classes.table.base, offsets: classes.offsets.base, scale: scale)
    return unsafe targets.withUnsafeBufferPointer { targets in
      guard let targets = targets.baseAddress else { return 0 }
      return unsafe pass.kernels.table.pointee.cross_entropy(
        backward ? pass.dHeadInput.base : nil, backward ? classGradients.base : nil,
        losses.map { unsafe $0.at(start) },
        pass.headInput.base, targets, shape, headScratch.base)
    }
  }
}

/// Sequences and what follows each of their tokens, end to end.
package struct Examples: Equatable, Sendable {
  /// Classes, sequence after sequence.
  package var inputs: [Int32]
  /// The class that follows each input; within a step, its row in the ``ClassTable``.
  package var targets: [Int32]

  /// Makes examples of as many inputs as targets.
  package init(inputs: [Int32], targets: [Int32]) {
    precondition(
      inputs.count == targets.count, "\(inputs.count) inputs, \(targets.count) targets")
    self.inputs = inputs
    self.targets = targets
  }
}
