import JSONCoding
import JSONRPC
import PromptServer
import Vocabularies

/// A session with its effects in short words, so that a test reads as a list of events and of
/// what they led to.
struct SessionHarness {
  private(set) var session: Session
  private(set) var jobs: [Job] = []
  let library: Library

  init() {
    library = Library(tokenizers: Vocabularies.all)
    session = Session(
      environment: Environment(version: "test", library: library) {
        ProcessStatus(uptimeSeconds: 1, residentBytes: 2)
      })
  }

  /// A session that an editor has initialized.
  static func initialized(_ capabilities: JSON = [:]) -> SessionHarness {
    var harness = SessionHarness()
    _ = harness.request(0, "initialize", ["processId": .null, "capabilities": capabilities])
    _ = harness.notify("initialized", [:])
    return harness
  }

  /// Hands in an event and keeps the jobs that it starts.
  mutating func handle(_ event: Event) -> [Effect] {
    let effects = session.handle(event, at: 0)
    for case .start(let job) in effects { jobs.append(job) }
    return effects
  }

  /// Hands in a message as it stands on the wire.
  mutating func receive(_ message: String, framing: Framing = .headers) -> [Effect] {
    handle(.received(Incoming.decode(Array(message.utf8)), framing))
  }

  mutating func request(_ id: RequestID, _ method: String, _ params: JSON) -> [Effect] {
    handle(
      .received(.single(.request(id: id, Call(method: method, params: params))), .headers))
  }

  mutating func request(_ id: Int, _ method: String, _ params: JSON) -> [Effect] {
    request(.number(id), method, params)
  }

  mutating func notify(_ method: String, _ params: JSON) -> [Effect] {
    handle(.received(.single(.notification(Call(method: method, params: params))), .headers))
  }

  /// The result of a request that is answered at once, or the error as a value.
  mutating func result(_ method: String, _ params: JSON) -> JSON {
    let sent = request(99, method, params).messages.first
    return sent?["result"] ?? sent?["error"] ?? .null
  }

  mutating func open(_ uri: String, _ text: String, version: Int = 1) -> [Effect] {
    notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri), "languageId": "prompt", "version": .integer(version),
          "text": .string(text),
        ]
      ])
  }

  mutating func change(_ uri: String, version: Int, _ changes: [JSON]) -> [Effect] {
    notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(uri), "version": .integer(version)],
        "contentChanges": .array(changes),
      ])
  }
}

extension [Effect] {
  /// What is sent, in order.
  var messages: [JSON] {
    compactMap { effect in
      guard case .send(let message) = effect else { return nil }
      return message
    }
  }

  /// Each effect in a few words.
  var words: [String] {
    map { effect in
      switch effect {
      case .send(let message): message.words
      case .start: "start"
      case .watch(let process): "watch \(process)"
      case .exit(let status, _): "exit \(status)"
      case .log(let level, _): "log \(level)"
      }
    }
  }
}

extension JSON {
  /// A message in a few words: `3 result`, `3 error -32601 method-not-found`, `publish file:///a 1`.
  fileprivate var words: String {
    if let responses = array { return responses.map(\.words).joined(separator: ", ") }
    let id = (self["id"]?.text).map { String(decoding: $0, as: UTF8.self) } ?? ""
    if let error = self["error"] {
      return "\(id) error \(error["code"]?.integer ?? 0) \(error["data"]?["code"]?.string ?? "")"
    }
    if self["result"] != nil { return "\(id) result" }
    guard self["method"] == "textDocument/publishDiagnostics" else {
      return self["method"]?.string ?? "nothing"
    }
    return "publish \(self["params"]?["diagnostics"]?.array?.count ?? -1)"
  }
}
