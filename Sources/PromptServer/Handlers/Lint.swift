import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

extension Method {
  /// `promptls/lint`: a document ends before its final newline, as set; a text ends where it ends.
  static let lint = Method.text(LintRequest.self) {
    (text, options, context) throws(ResponseError) in
    let names = options.tokenizers ?? [context.configuration.tokenizer]
    let findings = try text.findings(names, context)
    return LintRequest.Result(version: text.version, findings: findings)
  }
}

extension PromptText {
  /// What the rules find, as the wire has it.
  func findings(
    _ tokenizers: [String], _ context: TextContext
  ) throws(ResponseError) -> [PromptFinding] {
    try context.library.linter(tokenizers)
      .findings(in: tree, promptEnd: promptEnd(context.configuration.finalNewline))
      .map(PromptFinding.init)
  }
}

extension PromptFinding {
  init(_ finding: Finding) {
    self.init(
      code: finding.code, severity: finding.severity.rawValue, message: finding.message,
      start: finding.range.lowerBound, end: finding.range.upperBound,
      tokenizer: finding.tokenizer, data: nil,
      fixes: finding.fixes.isEmpty ? nil : finding.fixes.map(PromptFix.init))
  }
}

extension PromptFix {
  init(_ fix: Fix) {
    self.init(
      title: fix.title,
      edits: fix.edits.map { edit in
        PromptEdit(
          start: edit.range.lowerBound, end: edit.range.upperBound,
          newText: String(decoding: edit.newBytes, as: UTF8.self))
      })
  }
}
