package import Text

/// A remark about a prompt.
package struct Finding: Equatable, Sendable {
  /// The rule that made it.
  package var code: String
  package var severity: Severity
  /// One clause without a final dot.
  package var message: String
  /// The bytes that it is about.
  package var range: Range<Int>
  /// The vocabulary that it holds for; nil where it holds for any.
  package var tokenizer: String?
  /// What can be done, the best first.
  package var fixes: [Fix]
  /// Other places that have to do with it.
  package var related: [Related] = []
  /// What a model says, where one was asked.
  package var harm: Harm?
  /// How harmful such an end is at the median, for findings about the prompt's end.
  var expectedHarm: Double?
  /// Whether a template closes the text behind it, so that no model goes on there.
  package var isInClosedPart = false

  /// How much a finding matters.
  package enum Severity: String, Sendable {
    case error
    case warning
    case information
    case hint
  }

  /// Another place, and what it has to do with the finding.
  package struct Related: Equatable, Sendable {
    package var range: Range<Int>
    package var message: String
  }

  package init(
    code: String, severity: Severity, message: String, range: Range<Int>,
    tokenizer: String? = nil, fixes: [Fix] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.range = range
    self.tokenizer = tokenizer
    self.fixes = fixes
  }
}

/// Edits that mend what a finding is about.
package struct Fix: Equatable, Sendable {
  package var title: String
  package var edits: [TextEdit]

  package init(title: String, edits: [TextEdit]) {
    self.title = title
    self.edits = edits
  }
}
