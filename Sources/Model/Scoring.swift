#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a model saw one token coming.
package struct TokenScore: Equatable, Sendable {
  /// The natural logarithm of its probability.
  package var logProbability: Double
  /// The number of tokens that were more probable, 0 for the most probable one; of equal ones the
  /// lower id counts as more probable.
  package var rank: Int
  /// The most probable tokens of its place, if they are wanted, the most probable first.
  package var top: [Candidate] = []

  /// A token that might have come.
  package struct Candidate: Equatable, Sendable {
    package var id: UInt32
    /// The natural logarithm of its probability.
    package var logProbability: Double
  }
}

extension InferenceContext {
  /// The score of each token but the first, given those before it; empties the context first.
  ///
  /// Text longer than the context is read through a window that slides by half its length: each
  /// token is scored once, with at least half a window before it as soon as there is so much.
  ///
  /// - Parameters:
  ///   - text: Any number of tokens.
  ///   - top: How many of the most probable tokens of each place are wanted.
  ///   - isCancelled: As in ``append(_:isCancelled:)``.
  /// - Returns: `text.count - 1` scores, or none for fewer than two tokens.
  /// - Throws: As ``append(_:isCancelled:)``.
  package func score(
    _ text: [UInt32], top: Int = 0, isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> [TokenScore] {
    var scores: [TokenScore] = []
    scores.reserveCapacity(max(0, text.count - 1))
    let step = max(1, capacity / 2)
    var start = 0
    repeat {
      truncate(to: 0)
      let window = text[start..<min(start + capacity, text.count)]
      try appendAll(window, isCancelled: isCancelled) { index, logits in
        let next = start + index + 1
        // The first half of a later window has been scored with more before it.
        if next == scores.count + 1, next < text.count {
          scores.append(TokenScore(of: text[next], in: logits, top: top))
        }
      }
      start += step
    } while scores.count + 1 < text.count
    return scores
  }
}

extension TokenScore {
  /// Scores a token under the logits of its place, and so many of the most probable ones.
  package init(of token: UInt32, in logits: Span<Float>, top count: Int = 0) {
    let own = logits[Int(token)]
    var peak = -Float.infinity
    var rank = 0
    for index in 0..<logits.count {
      let logit = logits[index]
      peak = max(peak, logit)
      if logit > own || (logit == own && index < Int(token)) { rank += 1 }
    }
    var sum = 0.0
    for index in 0..<logits.count { sum += Double(exp(logits[index] - peak)) }
    let normalizer = log(sum)
    self.init(logProbability: Double(own - peak) - normalizer, rank: rank)
    top = Self.best(count, of: logits).map { index in
      Candidate(
        id: UInt32(index), logProbability: Double(logits[index] - peak) - normalizer)
    }
  }

  /// The places of the largest logits, the largest first; of equal ones the lower place first.
  private static func best(_ count: Int, of logits: Span<Float>) -> [Int] {
    var best: [Int] = []
    guard count > 0 else { return best }
    for index in 0..<logits.count {
      if best.count == count, logits[index] <= logits[best[count - 1]] { continue }
      let place = best.firstIndex { logits[$0] < logits[index] } ?? best.count
      best.insert(index, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}
