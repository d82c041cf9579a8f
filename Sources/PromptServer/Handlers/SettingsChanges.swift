import JSONCoding
import JSONRPC
import LanguageServerProtocol

extension Method {
  /// `workspace/didChangeConfiguration`: clients that have nothing to say want to be asked.
  static let didChangeConfiguration = Method.notification(DidChangeConfiguration.self) {
    session, params in
    if params.settings ?? .null == .null, session.client.answersConfiguration {
      return [session.askForConfiguration()]
    }
    return session.change(settings: params.settings)
  }

  /// `workspace/didChangeWatchedFiles`: a `.promptls.json` has changed.
  static let didChangeWatchedFiles = Method.notification(DidChangeWatchedFiles.self) {
    session, params in
    guard params.changes.contains(where: { $0.uri.hasSuffix("/\(FolderSettings.fileName)") })
    else { return [] }
    return session.readAllFolderSettings()
  }
}

extension Session {
  /// Asks for what has to be asked once the client is ready.
  mutating func register() -> [Effect] {
    var effects: [Effect] = []
    if client.answersConfiguration { effects.append(askForConfiguration()) }
    var registrations: [JSON] = []
    if client.registersWatchedFiles, environment.readFile != nil {
      registrations.append([
        "id": "promptls.files", "method": .string(DidChangeWatchedFiles.method),
        "registerOptions": [
          "watchers": [["globPattern": .string("**/\(FolderSettings.fileName)")]]
        ],
      ])
    }
    if client.registersConfiguration {
      registrations.append([
        "id": "promptls.settings", "method": .string(DidChangeConfiguration.method),
        "registerOptions": ["section": "promptls"],
      ])
    }
    if !registrations.isEmpty {
      effects.append(ask(RegisterCapability.self, ["registrations": .array(registrations)]))
    }
    return effects
  }

  mutating func askForConfiguration() -> Effect {
    ask(ConfigurationRequest.self, ["items": [["section": "promptls"]]]) { session, answer in
      // Some answer with a shorter array than asked for, or with null.
      session.change(settings: answer?.array?.first)
    }
  }

  /// Takes settings on and shows everything anew.
  mutating func change(settings: JSON?) -> [Effect] {
    let problems = take(settings: settings)
    let uris = documents.keys.sorted()
    for uri in uris {
      documents[uri]?.suggestion = nil
      forgetPrompts(of: uri)
    }
    return problems + uris.flatMap { publishDiagnostics($0) } + askForRefresh()
  }

  /// Takes settings on and tells the person what is wrong with them.
  mutating func take(settings: JSON?) -> [Effect] {
    let problems = configuration.take(settings, environment.library)
    environment.library.addModels(of: configuration)
    return problems.map { message(.warning, "promptls: \($0)") }
  }

  /// Reads the settings of all documents' folders again.
  mutating func readAllFolderSettings() -> [Effect] {
    documents.keys.sorted().flatMap { readFolderSettings(of: $0) }
  }

  /// Asks the client to ask again for what it shows, as far as it can.
  mutating func askForRefresh() -> [Effect] {
    var effects: [Effect] = []
    if client.refreshes.contains(.diagnostics) {
      effects.append(ask(Refresh.Diagnostics.self, .null))
    }
    if client.refreshes.contains(.inlayHints) {
      effects.append(ask(Refresh.InlayHints.self, .null))
    }
    if client.refreshes.contains(.codeLenses) {
      effects.append(ask(Refresh.CodeLenses.self, .null))
    }
    if client.refreshes.contains(.semanticTokens) {
      effects.append(ask(Refresh.SemanticTokens.self, .null))
    }
    return effects
  }
}
