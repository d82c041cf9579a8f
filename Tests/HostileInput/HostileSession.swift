import Healing
import JSONCoding
import JSONRPC
import Model
import PromptServer
import TestSupport
import Tokenizers

/// A session with small vocabularies and a small model that counts its answers.
///
/// Everything is its own, so that one input does not change what the next one meets.
struct HostileSession {
  private var session: Session
  private var jobs: [Job] = []
  private var timers: [(timer: TimerID, due: Double)] = []
  private let benches: [Job.Lane: Workbench]
  private var now = 0.0
  private(set) var hasEnded = false
  /// What was sent since the start.
  private(set) var sent: [JSON] = []
  private var owed = 0
  private var given = 0

  private static let tokenizers: [Tokenizer] = {
    do {
      let tokens = (0...UInt8.max).map { [$0] } + ["th", "the", " a"].map { Array($0.utf8) }
      let merges = [("t", "h"), ("th", "e"), (" ", "a")].map {
        (left: Array($0.0.utf8), right: Array($0.1.utf8))
      }
      let end = SpecialToken(text: "<|endoftext|>", id: TokenID(tokens.count))
      let kinds: [(String, Pretokenizer)] = [
        ("gpt2", .gpt2), ("cl100k_base", .cl100k), ("o200k_base", .o200k),
      ]
      let words = ["[UNK]", "[CLS]", "[SEP]", "the", "a", "##b", "##e", "1"]
      return try kinds.map {
        try Tokenizer(
          name: $0.0, tokens: tokens + [[]], merges: merges, pretokenizer: $0.1,
          specialTokens: [end])
      } + [
        Tokenizer(
          name: "bert-base-uncased", wordPieces: TokenTexts(words.map { Array($0.utf8) }),
          specialTokens: Array(words.prefix(3)))
      ]
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private static let healers = Dictionary(
    uniqueKeysWithValues: tokenizers.compactMap { tokenizer in
      Healer(tokenizer).map { (tokenizer.name, $0) }
    })

  /// A model of 260 tokens for the first vocabulary.
  private static let model: [UInt8] = {
    var writer = GGUFWriter()
    writer.string("general.architecture", "llama")
    for (key, value) in [
      ("embedding_length", 16), ("attention.head_count", 2), ("block_count", 1),
      ("feed_forward_length", 16), ("context_length", 64),
    ] {
      writer.integer("llama.\(key)", UInt32(value))
    }
    for (name, shape) in [
      ("token_embd", [16, 260]), ("output_norm", [16]), ("blk.0.attn_norm", [16]),
      ("blk.0.attn_q", [16, 16]), ("blk.0.attn_k", [16, 16]), ("blk.0.attn_v", [16, 16]),
      ("blk.0.attn_output", [16, 16]), ("blk.0.ffn_norm", [16]), ("blk.0.ffn_gate", [16, 16]),
      ("blk.0.ffn_up", [16, 16]), ("blk.0.ffn_down", [16, 16]),
    ] {
      writer.tensor("\(name).weight", shape)
    }
    return writer.bytes()
  }()

  /// Makes a session.
  ///
  /// - Parameters:
  ///   - isInitialized: Whether the editor has said hello.
  ///   - positions: The position encoding that was agreed on.
  ///   - measures: Whether a model is asked what findings are worth, unless settings say other.
  ///   - pulls: Whether the editor asks for diagnostics, so that nothing is linted until it does.
  ///   - settings: What stands in the one file of settings that there is.
  init(
    isInitialized: Bool, positions: String = "utf-16", measures: Bool = true, pulls: Bool = false,
    settings: [UInt8]? = nil
  ) {
    let library = Library(tokenizers: Self.tokenizers, healers: Self.healers)
    library.addModel(name: "default") { () throws(ModelError) in
      try LanguageModel.load(contents: Self.model)
    }
    benches = Dictionary(
      uniqueKeysWithValues: Job.Lane.allCases.map {
        ($0, Workbench(library: library) { .serial })
      })
    session = Session(
      environment: Environment(
        version: "test", library: library,
        readFile: { path in path == "/w/.promptls.json" ? settings : nil },
        ruleReference: { "rule:\($0)" }
      ) { ProcessStatus(uptimeSeconds: 1, residentBytes: 2) })
    guard isInitialized else { return }
    var capabilities: [String: JSON] = ["general": ["positionEncodings": [.string(positions)]]]
    if pulls { capabilities["textDocument"] = ["diagnostic": [:]] }
    receive(
      Outgoing.request(
        .string("hello"), "initialize",
        [
          "processId": .null, "rootUri": .null, "capabilities": .object(capabilities),
          "initializationOptions": ["measure": .bool(measures)],
        ]))
    receive(Outgoing.notification("initialized", [:]))
  }

  /// Hands in a message.
  mutating func receive(_ message: JSON) { receive(Incoming.decode(message.text), .headers) }

  /// Hands in what a frame held.
  mutating func receive(_ content: Incoming.Content, _ framing: Framing) {
    switch (content, framing) {
    case (.single(let message), _): owed += message.awaitsAnswer ? 1 : 0
    case (.batch, .headers): owed += 1
    case (.batch(let messages), .lines): owed += messages.count(where: \.awaitsAnswer)
    }
    handle(.received(content, framing))
  }

  /// Sends a request, does what is to be done, and gives the result; nil for an error.
  mutating func result(_ method: String, _ params: JSON) -> JSON? {
    let start = sent.count
    receive(Outgoing.request(.string("asked"), method, params))
    runAll()
    return sent[start...].last { $0["id"] == "asked" }?["result"]
  }

  /// Runs the job that has waited longest.
  mutating func runJob() {
    guard !jobs.isEmpty else { return }
    let job = jobs.removeFirst()
    guard let bench = benches[job.lane] else { return }
    var parts: [JSON] = []
    let result = job.run(
      bench, JobReport(cancellation: job.cancellation) { parts.append($0) })
    for part in parts { handle(.progressed(job.id, part)) }
    handle(.finished(job.id, result))
  }

  /// Lets the first of the times come that the session waits for.
  mutating func runTimer() {
    guard let next = timers.indices.min(by: { timers[$0].due < timers[$1].due }) else { return }
    let (timer, due) = timers.remove(at: next)
    now = max(now, due)
    handle(.woke(timer))
  }

  /// Runs what is to be done, up to a limit.
  mutating func runAll() {
    for _ in 0..<200 where !(jobs.isEmpty && timers.isEmpty) {
      if jobs.isEmpty { runTimer() } else { runJob() }
    }
  }

  /// Ends the input and holds the session to its promise of one answer a request.
  mutating func finish() throws {
    guard !hasEnded else { return }
    runAll()
    handle(.closed(.headers))
    try BrokenPromise.check(given == owed, "\(given) answers to \(owed) requests")
  }

  private mutating func handle(_ event: Event) {
    guard !hasEnded else { return }
    now += 1
    for effect in session.handle(event, at: now) {
      switch effect {
      case .send(let message):
        sent.append(message)
        _ = message.text
        given += (message.array ?? [message]).count { $0["method"] == nil }
      case .start(let job): jobs.append(job)
      case .wake(let timer, let after): timers.append((timer, now + after))
      case .exit: hasEnded = true
      case .watch, .log: break
      }
    }
  }
}

extension Incoming {
  fileprivate var awaitsAnswer: Bool {
    switch self {
    case .request, .invalid: true
    case .notification, .response: false
    }
  }
}
