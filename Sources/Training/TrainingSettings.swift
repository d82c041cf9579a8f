/// All that a run's results follow from, but for the text.
package struct TrainingSettings: Equatable, Sendable {
  /// The model.
  package var shape: TrainingShape
  /// Sequences in a step.
  package var sequences = 32
  /// Tokens in a sequence; a multiple of 64.
  package var length = 256
  /// Parts that a step's gradients are summed in; threads beyond it are idle.
  package var shards = 2
  /// Sequences that a shard has in memory at a time.
  package var sequencesPerPass = 8
  /// The softmax while training.
  package var sampler = ClassSampler(always: 8192, sampled: 4096)
  /// The matrices of the blocks.
  package var muon = Muon()
  /// The table and the gains.
  package var adamW = AdamW()
  /// Peak rate of the blocks.
  package var blockRate: Float = 0.005
  /// Peak rate of the table and the gains.
  package var tableRate: Float = 0.003
  /// Gradients longer than this are shortened to it, table and gains alone.
  package var clip: Float = 1
  /// How the rate goes.
  package var schedule = Schedule()
  /// Where all chance comes from.
  package var seed: UInt64 = 1
  /// What products multiply.
  package var precision = Precision.native

  /// Settings for a model of this shape.
  package init(shape: TrainingShape) { self.shape = shape }

  /// Tokens in a step.
  package var tokensPerStep: Int { sequences * length }
}

/// How the rate goes: up in a straight line, constant, and at the end down to zero.
///
/// A run without an end can go on for ever; a decay from any of its checkpoints makes a model to
/// ship, and the run goes on from the checkpoint itself.
///
/// Source: Hu et al. 2024, arXiv:2404.06395 (warm-up, stable, decay).
package struct Schedule: Equatable, Sendable {
  /// Steps to the full rate.
  package var warmUp = 100
  /// The step that the decay begins with.
  package var decayStart: Int?
  /// Steps from there to zero.
  package var decaySteps = 0
  /// How the rate falls.
  package var decay = Decay.linear

  /// A way down.
  package enum Decay: String, Sendable {
    /// In a straight line.
    case linear
    /// Along half a cosine, slowly at both ends (Loshchilov and Hutter 2017, arXiv:1608.03983).
    case cosine
  }

  package init() {}

  /// The part of the peak rate at a step, the first being 0.
  package func factor(at step: Int) -> Float {
    var factor = warmUp > 0 ? min(1, Float(step + 1) / Float(warmUp)) : 1
    if let decayStart, step >= decayStart {
      let done = min(1, Float(step - decayStart + 1) / Float(decaySteps + 1))
      factor *= decay == .linear ? 1 - done : (1 + cosine(Float.pi * done)) / 2
    }
    return factor
  }

  /// Whether the decay is over before this step.
  package func isOver(at step: Int) -> Bool {
    decayStart.map { step >= $0 + decaySteps } ?? false
  }
}
