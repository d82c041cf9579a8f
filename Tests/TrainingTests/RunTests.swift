import Files
import Model
import Testing
import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct RunTests {
  /// A path that no other test uses, removed before.
  private func temporaryPath(_ name: String) -> String {
    let path = "/tmp/promptls-\(getpid())-\(name)"
    unsafe unlink(path)
    return path
  }

  private func parameters(_ trainer: Trainer) -> [UInt32] {
    (0..<trainer.layout.count).map { trainer[parameter: $0].bitPattern }
  }

  private func settings() -> TrainingSettings {
    var settings = TinyRun.settings()
    settings.precision = .native
    settings.sampler = ClassSampler(always: 32, sampled: 32)
    settings.schedule.decayStart = 5
    settings.schedule.decaySteps = 3
    return settings
  }

  @Test func `a run that was stopped goes on bit for bit`() throws {
    let path = temporaryPath("resume")
    defer { unsafe unlink(path) }
    let straight = TinyRun.trainer(settings())
    let reports = (0..<8).map { _ in straight.advance() }
    let first = TinyRun.trainer(settings())
    for _ in 0..<3 { _ = first.advance() }
    try first.save(to: path)
    let checkpoint = try Checkpoint(path: path)
    #expect(checkpoint.settings == settings())
    let second = TinyRun.trainer(checkpoint.settings)
    try second.restore(checkpoint)
    #expect((3..<8).map { _ in second.advance() } == Array(reports[3...]))
    #expect(parameters(straight) == parameters(second))
    #expect(straight.losses == second.losses)
    #expect(straight.position == second.position && straight.tokens == second.tokens)
  }

  @Test func `results do not depend on who computes`() {
    // Small ranges in the opposite order: what several threads may come to.
    let scattered = Parallelism(width: 2) { count, grain, body in
      for start in stride(from: 0, to: count, by: grain).reversed() {
        body(start..<min(start + grain, count))
      }
    }
    let one = TinyRun.trainer(settings())
    let other = TinyRun.trainer(settings(), scattered)
    for _ in 0..<4 { #expect(one.advance() == other.advance()) }
    #expect(parameters(one) == parameters(other))
  }

  @Test func `a run learns the order in its text`() {
    var settings = settings()
    settings.schedule.decayStart = 40
    settings.schedule.decaySteps = 20
    let trainer = TinyRun.trainer(settings)
    let before = trainer.evaluate(TinyRun.text(2000, seed: 3))
    while !settings.schedule.isOver(at: trainer.step) { _ = trainer.advance() }
    let after = trainer.evaluate(TinyRun.text(2000, seed: 3))
    let tokens = Double(after.targets.reduce(0) { $0 + $1.count })
    // The text has ln(95) / 4 + 0.56 = 1.7 nats a token; a guess has 4.55.
    #expect(before.nats / tokens > 4.4)
    #expect(after.nats / tokens < 2.6)
    #expect(trainer.step == 60)
  }

  @Test func `a damaged checkpoint is refused`() throws {
    let path = temporaryPath("damage")
    defer { unsafe unlink(path) }
    let trainer = TinyRun.trainer(settings())
    _ = trainer.advance()
    try trainer.save(to: path)
    let bytes = try File.contents(of: path)
    func saying(_ words: String, _ others: String) -> [UInt8] {
      guard let range = bytes.firstRange(of: Array("\n\(words)".utf8)) else { return [] }
      return Array(bytes[..<range.lowerBound]) + Array("\n\(others)".utf8)
        + bytes[range.upperBound...]
    }
    for (name, damaged) in [
      ("many steps", saying("step ", "step 922337203685477580")),
      ("many classes", saying("classes ", "classes 46116860184273879")),
      ("many layers", saying("shape.layers ", "shape.layers 1677721")),
      ("cut", Array(bytes.dropLast(9))), ("longer", bytes + [0]), ("empty", []),
      ("other", Array("{}".utf8)),
      (
        "flipped",
        Array(bytes[..<(bytes.count / 2)]) + [bytes[bytes.count / 2] ^ 1]
          + bytes[(bytes.count / 2 + 1)...]
      ),
    ] {
      try File.write(damaged, to: path)
      #expect(throws: TrainingError.self, "\(name)") { try Checkpoint(path: path) }
    }
    #expect(throws: TrainingError.self) { try Checkpoint(path: path + ".missing") }
  }

  @Test func `the rate rises, stays and falls to zero`() {
    var schedule = Schedule()
    schedule.warmUp = 4
    #expect((0..<6).map { schedule.factor(at: $0) } == [0.25, 0.5, 0.75, 1, 1, 1])
    schedule.decayStart = 10
    schedule.decaySteps = 3
    #expect((9..<14).map { schedule.factor(at: $0) } == [1, 0.75, 0.5, 0.25, 0])
    #expect(!schedule.isOver(at: 12) && schedule.isOver(at: 13))
  }

  @Test func `a cosine falls slowly at both ends`() {
    var schedule = Schedule()
    schedule.warmUp = 0
    schedule.decayStart = 0
    schedule.decaySteps = 3
    schedule.decay = .cosine
    let factors = (0..<5).map { schedule.factor(at: $0) }
    for (factor, expected) in zip(factors, [0.853_553, 0.5, 0.146_447, 0, 0] as [Float]) {
      #expect(abs(factor - expected) < 1e-5)
    }
  }

  @Test func `gradients do not depend on how many sequences are in memory`() {
    let examples = TinyRun.examples()
    let gradients = [1, 2].map { sequences in
      var settings = TinyRun.settings()
      settings.sequencesPerPass = sequences
      let trainer = TinyRun.trainer(settings)
      TinyRun.scatter(trainer)
      _ = trainer.computeGradients(examples)
      return (0..<trainer.layout.count).map { trainer.gradient(at: $0) }
    }
    for (first, second) in zip(gradients[0], gradients[1]) {
      #expect(abs(first - second) <= 1e-5 * max(1, abs(first)))
    }
  }

  @Test func `a gradient that is too long is shortened and no other`() {
    func update(clip: Float) -> (norm: Float, changes: [Float]) {
      var settings = TinyRun.settings()
      settings.clip = clip
      // With so great an epsilon AdamW's step is the gradient itself.
      (settings.adamW.epsilon, settings.tableRate, settings.adamW.decay) = (1000, 1000, 0)
      settings.schedule.warmUp = 0
      let trainer = TinyRun.trainer(settings)
      TinyRun.scatter(trainer)
      let range = trainer.layout.groups[0].range
      let before = range.map { trainer[parameter: $0] }
      let norm = trainer.advance().gradientNorm
      return (norm, zip(range, before).map { trainer[parameter: $0] - $1 })
    }
    let free = update(clip: .infinity)
    #expect(free.changes.contains { abs($0) > 1e-3 })
    #expect(update(clip: 2 * free.norm).changes == free.changes)
    let half = update(clip: free.norm / 2)
    #expect(half.norm == free.norm)
    for (short, long) in zip(half.changes, free.changes) {
      #expect(abs(short - long / 2) <= 1e-3 * abs(long) + 1e-6)
    }
  }
}
