import Model
import Training

/// A run that is small enough to differentiate numerically.
enum TinyRun {
  /// 96 tokens: every byte below 95, and a separator.
  static let bytes = (0..<95).map { [UInt8($0)] } + [[]]
  /// A vocabulary in which the class is the token.
  static let vocabulary = ClassVocabulary(tokens: (0..<96).map { UInt32($0) }, bytes: bytes)

  /// Text with some order in it: mostly the next number, sometimes a random one.
  static func text(_ count: Int, seed: UInt64) -> [UInt16] {
    var generator = SplitMix64(seed: seed)
    var last: UInt16 = 0
    return (0..<count).map { index in
      if index % 97 == 96 { return 95 }
      last = generator.next() % 4 == 0 ? UInt16(generator.next() % 95) : (last + 1) % 95
      return last
    }
  }

  /// Settings of two sequences of 64 tokens, in full precision with the whole softmax.
  static func settings() -> TrainingSettings {
    var settings = TrainingSettings(
      shape: TrainingShape(classes: 96, width: 64, layers: 2, heads: 2, hidden: 96))
    settings.sequences = 4
    settings.length = 64
    settings.sequencesPerPass = 1
    settings.sampler = .all
    settings.precision = .full
    settings.schedule.warmUp = 2
    return settings
  }

  static func trainer(
    _ settings: TrainingSettings = settings(), _ parallelism: Parallelism = .serial
  ) -> Trainer {
    Trainer(
      settings: settings, vocabulary: vocabulary, text: text(20_000, seed: 1), separator: 95,
      parallelism: parallelism)
  }

  /// Sequences for one step.
  static func examples(_ settings: TrainingSettings = settings()) -> Examples {
    let text = text(settings.tokensPerStep + 1, seed: 2).map { Int32($0) }
    return Examples(inputs: Array(text.dropLast()), targets: Array(text.dropFirst()))
  }

  /// Gives every parameter a random value, so that no gradient is zero by the way runs begin.
  static func scatter(_ trainer: Trainer) {
    let noise = randomFloats(trainer.layout.count, seed: 9)
    for group in trainer.layout.groups {
      let size = group.rows == 1 ? 0.3 : 1.5 / Float(group.columns).squareRoot()
      for index in group.range {
        trainer[parameter: index] = (group.rows == 1 ? 1 : 0) + size * noise[index]
      }
    }
  }
}
