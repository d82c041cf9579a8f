/// What a model says of a prompt's end.
package struct Harm: Equatable, Sendable {
  /// The probability of encodings that the prompt's own tokens rule out, 0 to 1.
  ///
  /// A decoder that does not heal is off the model's own law by at most this and the leak, in total
  /// variation.
  package var probability: Double
  /// What that costs, in bits: -log2 of what is left.
  package var bits: Double
  /// Whether the model speaks another vocabulary.
  package var isEstimate: Bool

  package init(probability: Double, bits: Double, isEstimate: Bool) {
    self.probability = probability
    self.bits = bits
    self.isEstimate = isEstimate
  }

  /// From here on a finding is worth a warning.
  private static let threshold = 0.05

  /// How much a finding about the prompt's end matters.
  var severity: Finding.Severity { probability >= Self.threshold ? .warning : .hint }

  /// The harm in a few words.
  var inWords: String {
    let percent = Int((probability * 100).rounded())
    return "\(isEstimate ? "estimated" : "measured") harm \(percent) %"
  }
}

extension Finding {
  /// Whether it is about where the prompt's end cuts its tokens, which a model can weigh.
  package var isAboutCut: Bool { Rule.all.contains { $0.code == code && $0.isAboutCut } }

  /// Whether a model has said that it costs next to nothing.
  package var isHarmless: Bool { harm != nil && severity == .hint }
}

extension [Finding] {
  /// The findings with what a model says in place of what rules can only guess.
  ///
  /// The tokenizer decides what is possible, the model how much it matters.
  ///
  /// - Parameter harm: Nil where the model has nothing to say; the findings stay as they are.
  /// - Returns: The findings in the same order.
  package func weighed(by harm: Harm?) -> [Finding] {
    guard let harm else { return self }
    return map { finding in
      guard finding.isAboutCut else { return finding }
      var weighed = finding
      weighed.severity = harm.severity
      weighed.message += "; \(harm.inWords)"
      weighed.harm = harm
      return weighed
    }
  }
}
