extension TrainingSettings {
  /// The settings as names and values, in the order they are written.
  var fields: [(name: String, value: String)] {
    [
      ("shape.classes", "\(shape.classes)"), ("shape.width", "\(shape.width)"),
      ("shape.layers", "\(shape.layers)"), ("shape.heads", "\(shape.heads)"),
      ("shape.hidden", "\(shape.hidden)"), ("sequences", "\(sequences)"), ("length", "\(length)"),
      ("shards", "\(shards)"), ("sequences-per-pass", "\(sequencesPerPass)"),
      ("softmax.always", "\(sampler.always)"), ("softmax.sampled", "\(sampler.sampled)"),
      ("muon.momentum", "\(muon.momentum)"), ("muon.decay", "\(muon.decay)"),
      ("adamw.beta1", "\(adamW.beta1)"), ("adamw.beta2", "\(adamW.beta2)"),
      ("adamw.epsilon", "\(adamW.epsilon)"), ("adamw.decay", "\(adamW.decay)"),
      ("block-rate", "\(blockRate)"), ("table-rate", "\(tableRate)"), ("clip", "\(clip)"),
      ("warm-up", "\(schedule.warmUp)"), ("decay-start", "\(schedule.decayStart ?? -1)"),
      ("decay-steps", "\(schedule.decaySteps)"), ("decay", schedule.decay.rawValue),
      ("seed", "\(seed)"),
      ("precision", precision.rawValue),
    ]
  }

  /// The settings that such names and values say, or nil if one is missing or makes no sense.
  init?(fields: [Substring: Substring]) {
    func value<T: LosslessStringConvertible>(_ name: Substring, _ type: T.Type) -> T? {
      fields[name].flatMap { T(String($0)) }
    }
    // Within these bounds no number of parameters overflows.
    func size(_ name: Substring, most: Int = 1 << 24) -> Int? {
      value(name, Int.self).flatMap { (1...most).contains($0) ? $0 : nil }
    }
    guard let classes = size("shape.classes"), let width = size("shape.width", most: 1 << 16),
      let layers = size("shape.layers", most: 1024), let heads = size("shape.heads"),
      let hidden = size("shape.hidden", most: 1 << 20), width % (32 * heads) == 0, hidden % 32 == 0,
      let sequences = size("sequences"), let length = size("length"), length % 64 == 0,
      let shards = size("shards"), sequences % shards == 0,
      let pass = size("sequences-per-pass"), let always = value("softmax.always", Int.self),
      let sampled = value("softmax.sampled", Int.self), always > 0, sampled >= 0
    else { return nil }
    self.init(
      shape: TrainingShape(
        classes: classes, width: width, layers: layers, heads: heads, hidden: hidden))
    (self.sequences, self.length, self.shards) = (sequences, length, shards)
    sequencesPerPass = pass
    sampler = ClassSampler(always: always, sampled: sampled)
    guard let momentum = value("muon.momentum", Float.self),
      let muonDecay = value("muon.decay", Float.self),
      let beta1 = value("adamw.beta1", Float.self), let beta2 = value("adamw.beta2", Float.self),
      let epsilon = value("adamw.epsilon", Float.self),
      let decay = value("adamw.decay", Float.self)
    else { return nil }
    (muon.momentum, muon.decay) = (momentum, muonDecay)
    (adamW.beta1, adamW.beta2, adamW.epsilon, adamW.decay) = (beta1, beta2, epsilon, decay)
    guard let blockRate = value("block-rate", Float.self),
      let tableRate = value("table-rate", Float.self), let clip = value("clip", Float.self),
      let warmUp = value("warm-up", Int.self), let decayStart = value("decay-start", Int.self),
      let decaySteps = value("decay-steps", Int.self), let seed = value("seed", UInt64.self),
      let precision = value("precision", String.self).flatMap(Precision.init)
    else { return nil }
    (self.blockRate, self.tableRate, self.clip) = (blockRate, tableRate, clip)
    schedule.warmUp = warmUp
    schedule.decayStart = decayStart < 0 ? nil : decayStart
    schedule.decaySteps = decaySteps
    // Checkpoints from before there was a choice do not name it.
    schedule.decay = value("decay", String.self).flatMap(Schedule.Decay.init) ?? .linear
    (self.seed, self.precision) = (seed, precision)
  }
}
