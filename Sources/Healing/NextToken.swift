#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import Tokenizers

/// What a model says of the token after some context.
package struct NextToken: Sendable {
  /// Unnormalized log probabilities, (V).
  package let logits: [Float]
  /// The natural logarithm of the sum of their exponentials.
  package let logTotal: Double

  /// Takes over logits and what their exponentials come to.
  package init(logits: [Float], logTotal: Double) {
    (self.logits, self.logTotal) = (logits, logTotal)
  }

  /// The probability of a token.
  package func probability(of token: TokenID) -> Double {
    exp(Double(logits[Int(token)]) - logTotal)
  }

  /// The logit of a probability.
  func logit(of probability: Double) -> Float { Float(logTotal + log(probability)) }
}
