package import Healing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// From logits to probabilities, in double precision.
enum Logits {
  /// The probabilities, (V).
  static func probabilities(_ logits: [Float]) -> [Double] {
    let peak = Double(logits.max() ?? 0)
    var weights = logits.map { exp(Double($0) - peak) }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    return weights
  }

  /// The natural logarithm of one entry's probability.
  static func logprob(of index: Int, in logits: [Float]) -> Double {
    let peak = Double(logits.max() ?? 0)
    return Double(logits[index]) - peak
      - logarithm(logits.reduce(0) { $0 + exp(Double($1) - peak) })
  }

  /// The probability of one entry.
  static func probability(of index: Int, in logits: [Float]) -> Double {
    exp(logprob(of: index, in: logits))
  }

  /// What it costs, in bits, to be sure of what has a probability: no more than 52.
  static func bits(notCrossing rest: Double) -> Double { -log(max(rest, .ulpOfOne)) / log(2) }

  /// The natural logarithm.
  static func log(_ value: Double) -> Double { logarithm(value) }

}

extension FirstEvents {
  /// The natural logarithms of the events' weights, for a sampler.
  package var logarithms: [Float] { events.map { Float(logarithm($0.weight)) } }
}

private func logarithm(_ value: Double) -> Double { log(value) }
