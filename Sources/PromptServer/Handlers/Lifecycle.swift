import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Text

extension Method {
  /// `initialize`.
  static let initialize = Method.request(
    Initialize.self,
    effects: {
      (session, params) throws(ResponseError) -> (Initialize.Result, [Effect]) in
      guard session.phase == .uninitialized else {
        throw ResponseError(.invalidRequest, "initialize came twice")
      }
      session.phase = .running
      session.client = Client(
        capabilities: params.capabilities, forcedEncoding: session.environment.positionEncoding)
      let watch: [Effect] = params.processId.map { [.watch(processID: $0)] } ?? []
      let effects = session.take(settings: params.initializationOptions) + watch
      let result = Initialize.Result(
        capabilities: session.capabilities,
        serverInfo: Initialize.ProgramInfo(name: "promptls", version: session.environment.version))
      return (result, effects)
    })

  /// `initialized`.
  static let initialized = Method.notification(Initialized.self) { _, _ in [] }

  /// `shutdown`.
  static let shutdown = Method.request(Shutdown.self) { (session, _) throws(ResponseError) in
    session.phase = .shutDown
    return NoResult()
  }

  /// `exit`.
  static let exit = Method.notification(Exit.self) { session, _ in
    [.exit(status: session.phase == .shutDown ? 0 : 1)]
  }

  /// `$/setTrace`: the log goes to stderr at the level of the command line, whatever is set.
  static let setTrace = Method.notification(SetTrace.self) { _, _ in [] }

  /// `$/cancelRequest`: an id that is unknown or answered is passed over.
  static let cancel = Method.notification(CancelRequest.self) { session, params in
    guard let id = RequestID(params.id) else { return [] }
    return session.cancel(ResponseError(.requestCancelled, "cancelled")) { pending, _ in
      pending == id
    }
  }
}

extension Method {
  /// `workspace/didChangeConfiguration`.
  static let didChangeConfiguration = Method.notification(DidChangeConfiguration.self) {
    session, params in
    let problems = session.take(settings: params.settings)
    let documents = session.documents.keys.sorted()
    for uri in documents { session.watchSpecialTexts(uri) }
    return problems + documents.flatMap { session.publishDiagnostics($0) }
  }
}

extension Session {
  /// Takes settings on and tells the person what is wrong with them.
  fileprivate mutating func take(settings: JSON?) -> [Effect] {
    configuration.take(settings, environment.library).map { problem in
      let params = ShowMessage.Params(type: 2, message: "promptls: \(problem)")
      return .send(Outgoing.notification(ShowMessage.method, JSON(encoding: params)))
    }
  }

  /// What the server can do, as it tells the client.
  var capabilities: JSON {
    [
      "positionEncoding": .string(client.positionEncoding.rawValue),
      "textDocumentSync": ["openClose": true, "change": 2, "save": ["includeText": false]],
      "codeActionProvider": ["codeActionKinds": ["quickfix"]],
      "hoverProvider": true,
      "completionProvider": ["resolveProvider": false],
      "documentSymbolProvider": true,
      "codeLensProvider": ["resolveProvider": false],
      "inlayHintProvider": true,
      "inlineCompletionProvider": true,
      "diagnosticProvider": ["interFileDependencies": false, "workspaceDiagnostics": false],
      "experimental": [
        "promptls": [
          "version": .string(environment.version),
          "methods": .array(
            Method.all.map(\.name).filter { $0.hasPrefix("promptls/") }.map { .string($0) }),
          "tokenizers": .array(environment.library.tokenizerNames.map { .string($0) }),
        ]
      ],
    ]
  }
}
