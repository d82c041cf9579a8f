package import Tokenizers

/// A distribution of the byte after a prompt.
package struct NextBytes: Equatable, Sendable {
  /// The probability of each byte.
  package var bytes = [Double](repeating: 0, count: 256)
  /// The probability that the text ends.
  package var end = 0.0

  /// Makes a distribution that is 0 everywhere.
  package init() {}

  /// Half the sum of the differences between two distributions.
  package func totalVariation(to other: NextBytes) -> Double {
    zip(bytes, other.bytes).reduce(abs(end - other.end)) { $0 + abs($1.0 - $1.1) } / 2
  }
}

extension Healer {
  /// The exact law of the byte after a prompt.
  package func nextBytes(_ law: FirstEvents, after boundary: Boundary) -> NextBytes {
    var next = NextBytes()
    for event in law.events {
      let probability = event.weight / law.total
      if let token = event.token {
        let rest = boundary.tail.count - boundary.tree.contexts[event.context].spelled
        next.bytes[Int(index.tokens.storage[index.tokens.start(of: token) + rest])] += probability
      } else {
        next.end += probability
      }
    }
    return next
  }

  /// The law of the byte that a token distribution begins with.
  ///
  /// - Parameters:
  ///   - distribution: Probabilities of the next token, (V). Special tokens other than `ends` have no
  ///     bytes and are left out.
  ///   - ends: The ids that end a text.
  /// - Returns: The sums by first byte.
  package func nextBytes(_ distribution: [Double], ends: some Collection<TokenID>) -> NextBytes {
    var next = NextBytes()
    for token in index.order {
      next.bytes[Int(index.tokens.storage[index.tokens.start(of: token)])] +=
        distribution[Int(token)]
    }
    for end in ends { next.end += distribution[Int(end)] }
    return next
  }
}
