package import JSONCoding

/// `promptls/lint`: what is wrong with a text as a prompt.
package enum LintRequest: Request {
  package static let method = "promptls/lint"

  package struct Params: Decodable, Sendable {
    /// Ids are of the first vocabulary named.
    package var input: TextOrIDs
    package var options: Options

    package init(from decoder: any Decoder) throws {
      options = try Options(from: decoder)
      input = try TextOrIDs(from: decoder)
    }
  }

  package struct Options: Decodable, Sendable {
    package var tokenizers: [String]?
    package var model: String?
    package var measure: Bool?
    /// Where they are read as tokens, their texts are no findings.
    package var specialTokens: SpecialTokensOption?
    /// How the text holds prompts; one prompt where it is absent.
    package var format: String?
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var findings: [PromptFinding]

    package init(version: Int?, findings: [PromptFinding]) {
      self.version = version
      self.findings = findings
    }
  }
}

/// A remark about a text, in byte offsets.
package struct PromptFinding: Encodable, Sendable {
  package var code: String
  /// `error`, `warning`, `information` or `hint`.
  package var severity: String
  package var message: String
  package var start: Int
  package var end: Int
  package var tokenizer: String?
  package var data: JSON?
  package var fixes: [PromptFix]?

  package init(
    code: String, severity: String, message: String, start: Int, end: Int, tokenizer: String?,
    data: JSON?, fixes: [PromptFix]?
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.start = start
    self.end = end
    self.tokenizer = tokenizer
    self.data = data
    self.fixes = fixes
  }
}

/// A fix for a finding: replacements, none of which overlap.
package struct PromptFix: Encodable, Sendable {
  package var title: String
  package var edits: [PromptEdit]

  package init(title: String, edits: [PromptEdit]) {
    self.title = title
    self.edits = edits
  }
}

/// A replacement of bytes.
package struct PromptEdit: Encodable, Sendable {
  package var start: Int
  package var end: Int
  package var newText: String

  package init(start: Int, end: Int, newText: String) {
    self.start = start
    self.end = end
    self.newText = newText
  }
}
