import JSONCoding
import JSONRPC
import ProtocolModel
import PromptServer
import TestSupport
import Testing
import Vocabularies

/// A session with its effects in short words, so that a test reads as a list of events and of
/// what they led to.
///
/// Every message is held against the models of the protocols.
struct SessionHarness {
  private(set) var session: Session
  private(set) var jobs: [Job] = []
  /// The time, which only ``advance(by:)`` moves, in milliseconds.
  private(set) var now = 0.0
  private var timers: [(timer: TimerID, due: Double)] = []
  private var conversation: Conversation
  let library: Library

  /// Makes a session.
  ///
  /// - Parameters:
  ///   - isClientHeld: Whether what the client sends has to be right.
  ///   - readFile: Reads settings that lie beside prompts.
  init(isClientHeld: Bool = true, readFile: (@Sendable (String) -> [UInt8]?)? = nil) {
    conversation = ProtocolModels.conversation(isClientHeld: isClientHeld)
    library = Library(tokenizers: Vocabularies.all)
    session = Session(
      environment: Environment(
        version: "test", library: library, readFile: readFile, ruleReference: { "rule:\($0)" }
      ) {
        ProcessStatus(uptimeSeconds: 1, residentBytes: 2)
      })
  }

  /// A session that an editor has initialized.
  static func initialized(_ capabilities: JSON = [:]) -> SessionHarness {
    var harness = SessionHarness()
    _ = harness.request(0, "initialize", ProtocolModels.initialize(capabilities))
    _ = harness.notify("initialized", [:])
    return harness
  }

  /// Hands in an event and keeps the jobs that it starts.
  mutating func handle(_ event: Event) -> [Effect] {
    let effects = session.handle(event, at: now)
    for effect in effects {
      switch effect {
      case .start(let job): jobs.append(job)
      case .wake(let timer, let after): timers.append((timer, now + after))
      default: break
      }
    }
    for problem in effects.messages.flatMap({ conversation.server($0) }) {
      Issue.record("\(problem)")
    }
    return effects
  }

  /// Lets time pass; what was to be done meanwhile is done.
  mutating func advance(by milliseconds: Double) -> [Effect] {
    let end = now + milliseconds
    var effects: [Effect] = []
    while let next = timers.indices.filter({ timers[$0].due <= end }).min(by: {
      timers[$0].due < timers[$1].due
    }) {
      let (timer, due) = timers.remove(at: next)
      now = due
      effects += handle(.woke(timer))
    }
    now = end
    return effects
  }

  /// Hands in a message; a notification that is not as it should be has to be logged as an error.
  mutating func receive(_ message: JSON, framing: Framing = .headers) -> [Effect] {
    let messages = message.array ?? [message]
    let problems = messages.flatMap { conversation.client($0) }
    let effects = handle(.received(Incoming.decode(message.text), framing))
    let isLogged = effects.contains { effect in
      if case .log = effect { true } else { false }
    }
    if !isLogged {
      for problem in problems { Issue.record("taken although \(problem)") }
    }
    return effects
  }

  /// Hands in a message as it stands on the wire.
  mutating func receive(_ text: String, framing: Framing = .headers) -> [Effect] {
    guard let message = try? JSON.parse(Array(text.utf8)) else {
      return handle(.received(Incoming.decode(Array(text.utf8)), framing))
    }
    return receive(message, framing: framing)
  }

  mutating func request(_ id: RequestID, _ method: String, _ params: JSON) -> [Effect] {
    receive(Outgoing.request(id, method, params))
  }

  mutating func request(_ id: Int, _ method: String, _ params: JSON) -> [Effect] {
    request(.number(id), method, params)
  }

  mutating func notify(_ method: String, _ params: JSON) -> [Effect] {
    receive(Outgoing.notification(method, params))
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
      case .wake(_, let milliseconds): "wake \(Int(milliseconds))"
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
