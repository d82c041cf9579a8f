import Healing

/// How harmful the ends are that a rule finds, where no model is there to ask.
///
/// Measured once by `bench harms`: SmolLM2-135M-Instruct in its own vocabulary, 4,000 random cuts of the
/// default model's validation text; numbers, which that vocabulary never joins, by the default model in
/// gpt2's, 3,000 cuts. The table is that program's, but that an end which may be a finished
/// word stands for one: people stop there far more often than random cuts do, and a word that they
/// finished costs little. A rule whose median is below the threshold of ``Harm`` stays silent until a
/// model has spoken.
struct ExpectedHarm: Sendable {
  var code: String
  /// Whether healing takes back several tokens: such a word is one that the vocabulary has to spell.
  var takesBackSeveral: Bool?
  var cuts: Int
  /// Of the harm: a quarter, a half and three quarters of the cuts have no more.
  var quartiles: (Double, Double, Double)

  init(
    _ code: String, _ takesBackSeveral: Bool?, cuts: Int, _ quartiles: (Double, Double, Double)
  ) {
    (self.code, self.takesBackSeveral) = (code, takesBackSeveral)
    (self.cuts, self.quartiles) = (cuts, quartiles)
  }

  static let table = [
    ExpectedHarm("trailing-space", nil, cuts: 603, (0.997, 1.000, 1.000)),
    ExpectedHarm("whitespace-resplit", nil, cuts: 117, (0.956, 0.995, 1.000)),
    ExpectedHarm("trailing-newline", nil, cuts: 65, (0.016, 0.951, 0.991)),
    ExpectedHarm("open-contraction", nil, cuts: 14, (0.992, 0.997, 1.000)),
    ExpectedHarm("mid-word", false, cuts: 600, (0.000, 0.002, 0.027)),
    ExpectedHarm("mid-word", true, cuts: 632, (1.000, 1.000, 1.000)),
    ExpectedHarm("mid-number", nil, cuts: 11, (0.029, 0.159, 0.239)),
    ExpectedHarm("punctuation-prefix", nil, cuts: 247, (0.001, 0.008, 0.236)),
  ]

  /// The median for an end; nil where nothing was measured.
  static func median(of code: String, takesBackSeveral: Bool) -> Double? {
    table.first {
      $0.code == code && ($0.takesBackSeveral ?? takesBackSeveral) == takesBackSeveral
    }?.quartiles.1
  }
}

extension Finding {
  /// The finding with the severity that such an end deserves where no model is asked.
  func expected(in input: LintInput) -> Finding {
    guard case .boundary(let boundary, _) = input.ending else { return self }
    var expected = self
    expected.related += input.lastCertainToken
    let severity = severity
    expected.expectedHarm =
      code == Rule.multiTokenBackup.code
      ? 0 : ExpectedHarm.median(of: code, takesBackSeveral: boundary.backup > 1)
    guard let median = expected.expectedHarm, severity != .information else { return expected }
    // One in forty finished words is spelled too: no more than a hint.
    let isLikely = median >= Harm.strongThreshold && code != Rule.midWord.code
    expected.severity = isLikely ? .warning : .hint
    return expected
  }
}
