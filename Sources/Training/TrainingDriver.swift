/// Runs a trainer to its end, saving and judging on the way.
package struct TrainingDriver {
  /// When to do what.
  package struct Plan: Sendable {
    /// The step to stop before; nil for no end but the decay's.
    package var lastStep: Int?
    /// Seconds to stop after.
    package var seconds: Double?
    /// Steps between progress lines.
    package var reportEvery = 10
    /// Steps between checkpoints.
    package var saveEvery = 100
    /// Steps between scores on the held-out text, by one window of 16.
    package var scoreEvery = 200
    /// Where checkpoints go.
    package var checkpoint: String

    /// A plan that saves to a path.
    package init(checkpoint: String) { self.checkpoint = checkpoint }
  }

  /// How far a run is.
  package struct Progress: Equatable, Sendable {
    /// Steps done.
    package var step: Int
    /// The step it ends before, if that is known.
    package var lastStep: Int?
    /// Tokens read.
    package var tokens: Int
    /// Mean nats a token since the report before.
    package var loss: Float
    /// Since the report before.
    package var tokensPerSecond: Double
    /// To the end, at this rate.
    package var secondsLeft: Double?
  }

  /// What a run tells while it goes on.
  package enum Event: Sendable {
    case progress(Progress)
    case score(step: Int, HeldOutText.Score)
    case saved(path: String)
  }

  private let trainer: Trainer
  private let heldOut: HeldOutText?
  private let plan: Plan

  /// Prepares a run.
  package init(_ trainer: Trainer, heldOut: HeldOutText?, plan: Plan) {
    self.trainer = trainer
    self.heldOut = heldOut
    self.plan = plan
  }

  /// The step the run ends before.
  private var lastStep: Int? {
    let schedule = trainer.settings.schedule
    let decayed = schedule.decayStart.map { $0 + schedule.decaySteps }
    return [decayed, plan.lastStep].compactMap(\.self).min()
  }

  /// Takes steps until the plan's end or until told to stop, and saves.
  ///
  /// - Parameters:
  ///   - shouldStop: Asked after every step.
  ///   - report: Told what happens.
  /// - Throws: ``TrainingError/unreadable(path:reason:)`` if a checkpoint cannot be written.
  package func run(
    shouldStop: () -> Bool, report: (Event) -> Void
  ) throws(TrainingError) {
    let clock = ContinuousClock()
    let start = clock.now
    var marked = (time: start, step: trainer.step)
    while lastStep.map({ trainer.step < $0 }) ?? true, !shouldStop() {
      let elapsed = (clock.now - start) / .seconds(1)
      if let seconds = plan.seconds, elapsed >= seconds { break }
      _ = trainer.advance()
      if trainer.step.isMultiple(of: plan.reportEvery) {
        let now = clock.now
        report(.progress(progress(since: marked.step, (now - marked.time) / .seconds(1))))
        marked = (now, trainer.step)
      }
      if trainer.step.isMultiple(of: plan.saveEvery) {
        try trainer.save(to: plan.checkpoint)
        report(.saved(path: plan.checkpoint))
      }
      if trainer.step.isMultiple(of: plan.scoreEvery), let heldOut {
        report(.score(step: trainer.step, heldOut.score(trainer, every: 16)))
      }
    }
    try trainer.save(to: plan.checkpoint)
    report(.saved(path: plan.checkpoint))
    if let heldOut { report(.score(step: trainer.step, heldOut.score(trainer))) }
  }

  private func progress(since step: Int, _ seconds: Double) -> Progress {
    let steps = trainer.step - step
    let recent = trainer.losses.suffix(steps)
    return Progress(
      step: trainer.step, lastStep: lastStep, tokens: trainer.tokens,
      loss: recent.reduce(0, +) / Float(max(1, recent.count)),
      tokensPerSecond: Double(steps * trainer.settings.tokensPerStep) / seconds,
      secondsLeft: lastStep.map { Double($0 - trainer.step) * seconds / Double(max(1, steps)) })
  }
}

extension TrainingDriver.Progress: CustomStringConvertible {
  /// One line for a person.
  package var description: String {
    var line = "step \(step)"
    if let lastStep { line += " of \(lastStep)" }
    line += ", \(Self.rounded(Double(tokens) / 1e6, 2)) M tokens, loss "
    line += "\(Self.rounded(Double(loss), 3)), \(Int(tokensPerSecond)) tokens/s"
    if let secondsLeft {
      let minutes = Int(secondsLeft / 60 + 0.5)
      let padding = minutes % 60 < 10 ? "0" : ""
      line += ", \(minutes / 60):\(padding)\(minutes % 60) h left"
    }
    return line
  }

  /// A decimal number with so many digits after the point.
  static func rounded(_ value: Double, _ digits: Int) -> String {
    let power = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int((value * power).rounded())
    let fraction = String(scaled % Int(power))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(scaled / Int(power)).\(zeros)\(fraction)"
  }
}
