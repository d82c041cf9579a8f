import Tokenizers

/// Which of many tokens may follow one.
///
/// The tokens that begin with some bytes share the left halves of their derivations. What may follow
/// a token with its left half in place of itself may follow it too, unless the two merge: the half
/// then lives no longer than before. So most questions cost one look at the merges.
struct SeamTests {
  private let first: TokenID
  private let derivations: Derivations
  /// For each token whether it may follow; empty where too few are asked about.
  private var known: [Bool?]

  /// Asks about tokens after `first`.
  ///
  /// - Parameters:
  ///   - first: The token before.
  ///   - derivations: How tokens are put together.
  ///   - count: About how many will be asked about.
  init(_ first: TokenID, _ derivations: Derivations, count: Int) {
    (self.first, self.derivations) = (first, derivations)
    known = count < 256 ? [] : Array(repeating: nil, count: derivations.vocabulary.size)
  }

  /// Whether the two stay two: ``Derivations/mayMeet(_:_:)``.
  mutating func mayFollow(_ token: TokenID) -> Bool {
    guard !known.isEmpty else { return derivations.mayMeet(first, token) }
    if let answer = known[Int(token)] { return answer }
    let answer: Bool
    if let half = derivations.leftHalf(of: token, madeAfter: first), mayFollow(half) {
      answer = !derivations.isMerged(first, token)
    } else {
      answer = derivations.mayMeet(first, token)
    }
    known[Int(token)] = answer
    return answer
  }
}
