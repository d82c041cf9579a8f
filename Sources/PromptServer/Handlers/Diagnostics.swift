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
    let uri = params.textDocument.uri
    let items = session.weighedFindings(in: open, of: uri, by: open.harm).map {
      session.diagnostic($0, of: uri, in: open)
    }
    if let pulled = open.pulled, pulled.items == items {
      let id = "\(pulled.resultID)"
      return params.previousResultId == id ? .unchanged(id) : .full(id, items)
    }
    let next = (open.pulled?.resultID ?? 0) + 1
    session.documents[uri]?.pulled = (next, items)
    return .full("\(next)", items)
  }
}

extension Session {
  /// Pushes the findings of a document, unless the client pulls them itself.
  ///
  /// What a model says of them follows, see ``measure(_:_:isTyping:)``.
  ///
  /// - Parameters:
  ///   - uri: The document.
  ///   - isTyping: Whether more keystrokes may follow, so that asking a model can wait.
  /// - Returns: What is to be done.
  mutating func publishDiagnostics(_ uri: String, isTyping: Bool = false) -> [Effect] {
    guard let open = documents[uri] else { return [] }
    let found = findings(in: open, of: uri)
    guard !client.pullsDiagnostics else {
      // What a model says is worth asking for only if the client can be told of it.
      let isTold = client.refreshes.contains(.diagnostics)
      return isTold ? measure(uri, found, isTyping: isTyping) : []
    }
    return [diagnostics(found, of: uri, in: open)] + measure(uri, found, isTyping: isTyping)
  }

  /// What the rules find in a document, with what a model says of it and without what that makes
  /// harmless.
  func weighedFindings(in open: OpenDocument, of uri: String, by harm: Harm?) -> [Finding] {
    findings(in: open, of: uri).weighed(by: harm).filter { !$0.isHarmless }
  }

  /// The message that pushes findings.
  func diagnostics(_ findings: [Finding], of uri: String, in open: OpenDocument) -> Effect {
    diagnostics(
      findings.map { diagnostic($0, of: uri, in: open) }, of: uri, version: open.version)
  }

  /// Has a document keep what the rules would search it for at each keystroke.
  mutating func watchSpecialTexts(_ uri: String) {
    let configuration = configuration(of: uri)
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
  func findings(in open: OpenDocument, of uri: String) -> [Finding] {
    let text = open.document.text
    let configuration = configuration(of: uri)
    let linter = try? environment.library.linter(
      [configuration.tokenizer], without: configuration.disabledRules)
    return linter?.findings(
      in: text, promptEnd: configuration.finalNewline.promptEnd(of: text),
      marks: open.document.marks) ?? []
  }

  /// A finding as the editor gets it.
  func diagnostic(_ finding: Finding, of uri: String, in open: OpenDocument) -> Diagnostic {
    let text = open.document.text
    var diagnostic = Diagnostic(
      range: text.positionRange(finding.range, in: client.positionEncoding),
      severity: Diagnostic.Severity(finding.severity), code: finding.code, source: "promptls",
      message: finding.message, data: finding.harm?.json)
    diagnostic.codeDescription = environment.ruleReference(finding.code).map {
      Diagnostic.CodeDescription(href: $0)
    }
    if client.showsRelatedInformation, !finding.related.isEmpty {
      diagnostic.relatedInformation = finding.related.map { related in
        Diagnostic.Related(
          location: Location(
            uri: uri, range: text.positionRange(related.range, in: client.positionEncoding)),
          message: related.message)
      }
    }
    return diagnostic
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
