import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text
import Tokenizers

extension Method {
  /// `textDocument/diagnostic`: what would have been pushed, from the same rules.
  static let pullDiagnostics = Method.request(DocumentDiagnosticRequest.self) {
    (session, params) throws(ResponseError) -> DocumentDiagnosticRequest.Result in
    let uri = params.textDocument.uri
    _ = try session.document(uri)
    let findings = session.weighedFindings(of: uri)
    let open = try session.document(uri)
    let items = findings.map {
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
    guard documents[uri] != nil else { return [] }
    layOut(uri, isHurried: isTyping)
    // What was pushed of a long structured document stands; editors move it with the text.
    guard let open = documents[uri], open.prompts.isCurrent else { return [] }
    // What a model says is worth asking for only if the client can be told of it.
    guard !client.pullsDiagnostics || client.refreshes.contains(.diagnostics) else { return [] }
    let found = findings(of: uri, isHurried: isTyping)
    let pushed = client.pullsDiagnostics ? [] : [diagnostics(found.withoutQuiet, of: uri, in: open)]
    return pushed + measure(uri, found, isTyping: isTyping)
  }

  /// What the rules find in a document, with what a model says of it and without what that makes
  /// harmless.
  mutating func weighedFindings(of uri: String) -> [Finding] {
    layOut(uri)
    let found = findings(of: uri)
    guard let verdict = documents[uri]?.verdict else { return found.withoutQuiet }
    return found.weighed(
      by: verdict.harm, in: verdict.part, fix: verdict.fix,
      without: configuration(of: uri).disabledRules
    ).withoutQuiet.filter { !$0.isHarmless }
  }

  /// The message that pushes findings.
  func diagnostics(_ findings: [Finding], of uri: String, in open: OpenDocument) -> Effect {
    diagnostics(
      findings.map { diagnostic($0, of: uri, in: open) }, of: uri, version: open.version)
  }

  /// Has a document keep what the rules would search it for at each keystroke.
  mutating func watchTexts(_ uri: String) {
    let configuration = configuration(of: uri)
    let linter = try? environment.library.linter([configuration.tokenizer], configuration)
    documents[uri]?.document.watch(linter?.watchedTexts ?? [])
  }

  /// Has all that settings decide about a document found anew.
  mutating func forgetPrompts(of uri: String) {
    watchTexts(uri)
    documents[uri]?.prompts.forget()
    documents[uri]?.verdict = nil
  }

  /// The message that pushes diagnostics.
  func diagnostics(_ diagnostics: [Diagnostic], of uri: String, version: Int?) -> Effect {
    let params = PublishDiagnostics.Params(uri: uri, version: version, diagnostics: diagnostics)
    return .send(Outgoing.notification(PublishDiagnostics.method, JSON(encoding: params)))
  }

  /// Finds the prompts of a document, if that was not done since the last edit.
  mutating func layOut(_ uri: String, isHurried: Bool = false) {
    guard let open = documents[uri], !open.prompts.isCurrent else { return }
    let configuration = configuration(of: uri)
    documents[uri]?.prompts.layOut(open.document.text, configuration, isHurried: isHurried)
  }

  /// What the rules find in a document whose prompts are found, those among it that only a model can
  /// tell to matter.
  mutating func findings(of uri: String, isHurried: Bool = false) -> [Finding] {
    var settings = configuration(of: uri)
    if isHurried, documents[uri]?.document.text.byteCount ?? 0 > Self.longestCarried {
      settings.carriedTo = []
    }
    guard let linter = try? environment.library.linter([settings.tokenizer], settings) else {
      return []
    }
    if let window = linter.window, let open = documents[uri],
      open.document.text.byteCount > window.tokens
    {
      documents[uri]?.document.use(window.tokenizer)
    }
    guard let open = documents[uri] else { return [] }
    let subject = Linter.Subject(
      text: open.document.text, layout: open.prompts.layout,
      holes: open.prompts.holes.holes[...], marks: open.document.marks,
      modelTokens: linter.window.flatMap {
        open.document.encoding(by: $0.tokenizer.name)?.count
      })
    var cache = open.prompts.cache
    defer { documents[uri]?.prompts.cache = cache }
    return linter.findings(in: subject, cache: &cache)
  }

  /// Texts up to here are carried to other vocabularies at every keystroke: about a millisecond.
  private static let longestCarried = 16 * 1024

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
