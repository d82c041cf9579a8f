package import PromptFormats
package import Text
package import Tokenizers

/// One thing that can be wrong with a prompt, and how it is found.
///
/// To add a rule: a file in `Rules`, a line in ``all``, a section in `Rules/README.md`, a fixture in
/// `Tests/Fixtures/rules`.
package struct Rule: Sendable {
  /// The kebab-case name that findings carry and settings switch.
  package let code: String
  /// One sentence for the reference page.
  package let summary: String
  /// Whether it is about where the prompt's end cuts its tokens, which a model can weigh.
  package let isAboutCut: Bool
  package let check: Check

  /// What a rule looks at.
  package enum Check: Sendable {
    /// A prompt.
    case prompt(@Sendable (LintInput) -> [Finding])
    /// A place where two parts of a document meet that are encoded apart.
    case seam(@Sendable (SeamInput) -> [Finding])
    /// Nothing: the findings are made where their facts are.
    case elsewhere
  }

  init(
    code: String, summary: String, isAboutCut: Bool = false,
    check: @escaping @Sendable (LintInput) -> [Finding]
  ) {
    self.init(code: code, summary: summary, isAboutCut: isAboutCut, .prompt(check))
  }

  init(code: String, summary: String, isAboutCut: Bool = false, _ check: Check) {
    self.code = code
    self.summary = summary
    self.isAboutCut = isAboutCut
    self.check = check
  }
}

/// What the rules see of two parts that are put together.
package struct SeamInput: Sendable {
  package let text: DocumentTree
  package let first: PromptPart
  package let second: PromptPart
  package let tokenizer: Tokenizer

  /// The text of a part.
  func bytes(of part: PromptPart) -> [UInt8] {
    part.text.decoded ?? text.bytes(in: part.text.source)
  }
}

extension Rule {
  /// Every rule, in the order in which findings are listed.
  package static let all: [Rule] = [
    .invalidText, .empty, .afterSpecial, .partialCharacter, .insideGrapheme, .specialText,
    .trailingSpace, .whitespaceResplit, .trailingTab, .trailingNewline, .openContraction,
    .midWord, .midNumber, .punctuationPrefix, .multiTokenBackup, .harm,
    .holeLeftSpace, .holeDoubleSpace, .holeRightSeam, .datasetSeam,
    .byteOrderMark, .zeroWidth, .noBreakSpace, .mixedLineEndings,
    .vocabularyLoss, .contextLength, .noncanonicalIDs,
  ]

  static let aboutCut = Set(all.filter(\.isAboutCut).map(\.code))
}

extension Rule {
  /// Whether a rule about the cut is about white space, which is seldom meant at any text's end.
  static func isAboutWhiteSpace(_ code: String) -> Bool {
    ["trailing-space", "whitespace-resplit", "trailing-tab"].contains(code)
  }
}
