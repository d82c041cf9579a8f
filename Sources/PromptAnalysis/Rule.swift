/// One thing that can be wrong with a prompt, and how it is found.
///
/// To add a rule: a file in `Rules`, a line in ``all``, a fixture in `Tests/Fixtures/rules`.
package struct Rule: Sendable {
  /// The kebab-case name that findings carry and settings switch.
  package let code: String
  /// One sentence for the reference page.
  package let summary: String
  /// Whether it is about where the prompt's end cuts its tokens, which a model can weigh.
  package let isAboutCut: Bool
  package let check: @Sendable (LintInput) -> [Finding]

  init(
    code: String, summary: String, isAboutCut: Bool = false,
    check: @escaping @Sendable (LintInput) -> [Finding]
  ) {
    self.code = code
    self.summary = summary
    self.isAboutCut = isAboutCut
    self.check = check
  }
}

extension Rule {
  /// Every rule, in the order in which findings are listed.
  package static let all: [Rule] = [
    .invalidText, .partialCharacter, .specialText, .trailingSpace, .whitespaceResplit,
    .trailingTab, .openContraction, .midWord, .midNumber, .punctuationPrefix,
  ]
}
