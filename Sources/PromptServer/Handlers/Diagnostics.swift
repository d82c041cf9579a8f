import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis

extension Method {
  /// `textDocument/diagnostic`: what would have been pushed, from the same rules.
  static let pullDiagnostics = Method.request(DocumentDiagnosticRequest.self) {
    (session, params) throws(ResponseError) -> DocumentDiagnosticRequest.Result in
    let open = try session.document(params.textDocument.uri)
    return DocumentDiagnosticRequest.Result(
      items: session.findings(in: open).map { session.diagnostic($0, in: open) })
  }
}

extension Session {
  /// Pushes the findings of a document, unless the client pulls them itself.
  ///
  /// What a model says of them follows, see ``measure(_:_:)``.
  mutating func publishDiagnostics(_ uri: String) -> [Effect] {
    guard !client.pullsDiagnostics, let open = documents[uri] else { return [] }
    let found = findings(in: open)
    return [diagnostics(found, of: uri, in: open)] + measure(uri, found)
  }

  /// The message that pushes findings.
  func diagnostics(_ findings: [Finding], of uri: String, in open: OpenDocument) -> Effect {
    diagnostics(
      findings.map { diagnostic($0, in: open) }, of: uri, version: open.version)
  }

  /// Has a document keep what the rules would search it for at each keystroke.
  mutating func watchSpecialTexts(_ uri: String) {
    let linter = try? environment.library.linter(
      [configuration.tokenizer], without: configuration.disabledRules)
    documents[uri]?.document.watch(linter?.specialTexts ?? [])
  }

  /// The message that pushes diagnostics.
  func diagnostics(_ diagnostics: [Diagnostic], of uri: String, version: Int?) -> Effect {
    let params = PublishDiagnostics.Params(uri: uri, version: version, diagnostics: diagnostics)
    return .send(Outgoing.notification(PublishDiagnostics.method, JSON(encoding: params)))
  }

  /// What the rules find in a document.
  func findings(in open: OpenDocument) -> [Finding] {
    let text = open.document.text
    let linter = try? environment.library.linter(
      [configuration.tokenizer], without: configuration.disabledRules)
    return linter?.findings(
      in: text, promptEnd: configuration.finalNewline.promptEnd(of: text),
      marks: open.document.marks) ?? []
  }

  /// A finding as the editor gets it.
  func diagnostic(_ finding: Finding, in open: OpenDocument) -> Diagnostic {
    Diagnostic(
      range: open.document.text.positionRange(finding.range, in: client.positionEncoding),
      severity: Diagnostic.Severity(finding.severity), code: finding.code, source: "promptls",
      message: finding.message, data: finding.harm?.json)
  }
}

extension Diagnostic.Severity {
  init(_ severity: Finding.Severity) {
    switch severity {
    case .error: self = .error
    case .warning: self = .warning
    case .information: self = .information
    case .hint: self = .hint
    }
  }
}
