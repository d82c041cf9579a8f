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
  static let initialized = Method.notification(Initialized.self) { session, _ in
    session.register()
  }

  /// `shutdown`.
  static let shutdown = Method.request(Shutdown.self) { (session, _) throws(ResponseError) in
    session.phase = .shutDown
    return NoResult()
  }

  /// `exit`.
  static let exit = Method.notification(Exit.self) { session, _ in
    session.cancelAll() + [.exit(status: session.phase == .shutDown ? 0 : 1)]
  }

  /// `$/setTrace`: the log goes to stderr at the level of the command line, whatever is set.
  static let setTrace = Method.notification(SetTrace.self) { _, _ in [] }

  /// `$/cancelRequest`: an id that is unknown or answered is passed over.
  static let cancel = Method.notification(CancelRequest.self) { session, params in
    guard let id = RequestID(params.id) else { return [] }
    return session.cancel(id, ResponseError(.requestCancelled, "cancelled"))
  }
}

extension Session {
  /// What the server can do, as it tells the client.
  var capabilities: JSON {
    [
      "positionEncoding": .string(client.positionEncoding.rawValue),
      "textDocumentSync": ["openClose": true, "change": 2, "save": ["includeText": false]],
      "codeActionProvider": [
        "codeActionKinds": .strings(CodeAction.Kind.allCases.map(\.rawValue))
      ],
      "executeCommandProvider": [
        "commands": .strings(PromptCommand.all.map(\.name))
      ],
      "hoverProvider": true,
      "completionProvider": ["resolveProvider": false],
      "documentSymbolProvider": true,
      "codeLensProvider": ["resolveProvider": false],
      "inlayHintProvider": true,
      "selectionRangeProvider": true,
      "documentHighlightProvider": true,
      "semanticTokensProvider": [
        "legend": [
          "tokenTypes": .strings(TokenColours.kinds), "tokenModifiers": [],
        ],
        "range": true, "full": ["delta": true],
      ],
      "inlineCompletionProvider": true,
      "diagnosticProvider": ["interFileDependencies": false, "workspaceDiagnostics": false],
      "experimental": [
        "promptls": [
          "version": .string(environment.version),
          "methods": .strings(Method.all.map(\.name).filter { $0.hasPrefix("promptls/") }),
          "tokenizers": .strings(environment.library.tokenizerNames),
        ]
      ],
    ]
  }
}
