#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Draws tokens from logits.
///
/// Deterministic: the same logits, settings and seed give the same choice on any number of threads.
///
/// The settings apply in this order: repetition penalty, temperature, top-k, top-p, min-p, as in
/// Hugging Face's generation.
package struct Sampler: Sendable {
  /// How to draw.
  package struct Settings: Equatable, Sendable {
    /// Divides the logits; 0 is greedy.
    package var temperature: Float = 0
    /// Keeps this many of the most probable tokens; 0 keeps all.
    package var topK: Int = 0
    /// Keeps the fewest most probable tokens that together reach this probability; 1 keeps all.
    package var topP: Float = 1
    /// Keeps tokens with at least this part of the most probable one's probability; 0 keeps all.
    package var minP: Float = 0
    /// Divides positive and multiplies negative logits of tokens seen before; 1 changes nothing.
    package var repetitionPenalty: Float = 1
    /// Starts the generator.
    package var seed: UInt64 = 0

    /// Greedy.
    package init() {}
  }

  /// How it draws.
  package let settings: Settings
  private var generator: SplitMix64

  /// Starts the generator at the settings' seed.
  package init(_ settings: Settings) {
    self.settings = settings
    generator = SplitMix64(seed: settings.seed)
  }

  /// The index of the largest value, the lowest of equals; nil if there is none above -infinity.
  package static func greatest(_ logits: Span<Float>) -> Int? {
    var best: Int?
    var bestValue = -Float.infinity
    for index in 0..<logits.count where logits[index] > bestValue {
      best = index
      bestValue = logits[index]
    }
    return best
  }

  /// Chooses one of the entries of `logits`.
  ///
  /// The entries may be a whole vocabulary's logits or the log weights of a few candidates; one that
  /// must not be chosen is -infinity.
  ///
  /// - Parameters:
  ///   - logits: Unnormalized log probabilities.
  ///   - seen: Indices that the repetition penalty holds for; repeats count once.
  /// - Returns: An index, or nil when every entry is -infinity.
  /// - Complexity: O(V), and a sort of what top-k or top-p looks at.
  package mutating func draw(_ logits: Span<Float>, seen: [UInt32] = []) -> Int? {
    guard settings.repetitionPenalty != 1, !seen.isEmpty else { return drawUnpenalized(logits) }
    var penalized = [Float](capacity: logits.count) { output in
      for index in 0..<logits.count { output.append(logits[index]) }
    }
    for id in Set(seen) where Int(id) < penalized.count {
      let logit = penalized[Int(id)]
      penalized[Int(id)] =
        logit > 0 ? logit / settings.repetitionPenalty : logit * settings.repetitionPenalty
    }
    return drawUnpenalized(penalized.span)
  }

  /// Chooses one of the entries of an array, as ``draw(_:seen:)-(Span<Float>,_)``.
  package mutating func draw(_ logits: [Float], seen: [UInt32] = []) -> Int? {
    draw(logits.span, seen: seen)
  }

  /// The index of the largest value of an array, the lowest of equals; nil if there is none above
  /// -infinity.
  package static func greatest(_ logits: [Float]) -> Int? {
    greatest(logits.span)
  }

  private mutating func drawUnpenalized(_ logits: Span<Float>) -> Int? {
    guard let greatest = Self.greatest(logits) else { return nil }
    guard settings.temperature > 0 else { return greatest }
    let kept = candidates(logits, peak: logits[greatest])
    let total = kept.reduce(0) { $0 + $1.weight }
    var rest = generator.nextUnit() * total
    for candidate in kept {
      rest -= candidate.weight
      if rest < 0 { return candidate.index }
    }
    return kept.last?.index
  }

  private struct Candidate {
    var index: Int
    /// Probability relative to the most probable entry's.
    var weight: Double

    static func precedes(_ one: Candidate, _ other: Candidate) -> Bool {
      one.weight != other.weight ? one.weight > other.weight : one.index < other.index
    }
  }

  /// The entries that the settings leave, with their weights.
  private func candidates(_ logits: Span<Float>, peak: Float) -> [Candidate] {
    var all: [Candidate] = []
    all.reserveCapacity(logits.count)
    for index in 0..<logits.count where logits[index] > -.infinity {
      let weight = exp(Double(logits[index] - peak) / Double(settings.temperature))
      if weight > 0 { all.append(Candidate(index: index, weight: weight)) }
    }
    if settings.topK > 0 && settings.topK < all.count {
      all.sort(by: Candidate.precedes)
      all.removeLast(all.count - settings.topK)
    }
    if settings.topP < 1 {
      all = nucleus(of: all)
    }
    if settings.minP > 0 {
      all.removeAll { $0.weight < Double(settings.minP) }
    }
    return all
  }

  /// The fewest most probable entries that reach top-p, most probable first.
  private func nucleus(of all: [Candidate]) -> [Candidate] {
    let wanted = all.reduce(0) { $0 + $1.weight } * Double(settings.topP)
    // Mostly a few hundred entries suffice, and sorting a whole vocabulary takes milliseconds.
    for threshold in [1e-4, 0] {
      let likely = all.filter { $0.weight >= threshold }.sorted(by: Candidate.precedes)
      var sum = 0.0
      for (index, candidate) in likely.enumerated() {
        sum += candidate.weight
        if sum >= wanted { return Array(likely[...index]) }
      }
      if threshold == 0 { return likely }
    }
    return all
  }
}
