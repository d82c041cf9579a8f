import JSONCoding
import JSONRPC
import LanguageServerProtocol

/// One method of the protocol and how it is answered.
///
/// Which of the makers below a handler takes is the first thing its file says:
/// ``notification(_:_:)`` changes the session, ``request(_:_:)`` answers at once, ``job(_:_:)``
/// answers from another thread, and ``text(_:_:)`` answers at once where the text is short.
struct Method: Sendable {
  let name: String
  let kind: Kind

  /// How a method is answered; the closures may change the session.
  enum Kind: Sendable {
    case notification(@Sendable (inout Session, Call) throws(ResponseError) -> [Effect])
    case request(@Sendable (inout Session, Call) throws(ResponseError) -> Answer)
  }

  /// What a request gets.
  enum Answer {
    case now(JSON, effects: [Effect])
    case later(JobPlan)
  }

  /// `promptls/*` needs no handshake, so that a shell pipe can ask at once.
  static func worksBeforeInitialize(_ name: String) -> Bool {
    name.hasPrefix("promptls/") || name.hasPrefix("$/")
      || [Initialize.method, Exit.method].contains(name)
  }
}

/// A job that a handler wants run.
struct JobPlan {
  var lane: Job.Lane
  /// The document that the answer is about; an edit of it makes the job stale.
  var document: String?
  /// Where parts of the result go.
  var progressToken: JSON?
  /// Where it is told that the work has begun and ended, and what the work is called.
  var workDone: (token: JSON, title: String)?
  /// Milliseconds before the work begins; an edit meanwhile saves it.
  var delay = 0.0
  /// What is to be done at once, before the work.
  var effects: [Effect] = []
  /// Whether it is text to show behind a cursor, of which only the last matters.
  var isSuggestion = false
  /// Makes the response's result of the job's, when that is there and still wanted.
  var answer: Answer?

  /// Gives the result, and what is to be done besides.
  typealias Answer = @Sendable (inout Session, JSON) -> (JSON, [Effect])
  var run: Job.Work

  init(
    lane: Job.Lane, document: String? = nil, progressToken: JSON? = nil,
    workDone: (token: JSON, title: String)? = nil, run: @escaping Job.Work
  ) {
    (self.lane, self.document, self.progressToken) = (lane, document, progressToken)
    (self.workDone, self.run) = (workDone, run)
  }
}

extension Method {
  /// A notification.
  static func notification<N: Notification>(
    _: N.Type,
    _ react: @escaping @Sendable (inout Session, N.Params) throws(ResponseError) -> [Effect]
  ) -> Method {
    Method(
      name: N.method,
      kind: .notification { (session, call) throws(ResponseError) in
        try react(&session, try call.params(as: N.Params.self))
      })
  }

  /// A request that is answered at once.
  static func request<R: Request>(
    _: R.Type,
    _ answer: @escaping @Sendable (inout Session, R.Params) throws(ResponseError) -> R.Result
  ) -> Method {
    request(
      R.self,
      effects: { (session, params) throws(ResponseError) in
        (try answer(&session, params), [])
      })
  }

  /// A request that is answered at once and has other effects besides.
  static func request<R: Request>(
    _: R.Type,
    effects answer:
      @escaping @Sendable (inout Session, R.Params) throws(ResponseError) -> (R.Result, [Effect])
  ) -> Method {
    Method(
      name: R.method,
      kind: .request { (session, call) throws(ResponseError) in
        let (result, effects) = try answer(&session, try call.params(as: R.Params.self))
        return .now(JSON(encoding: result), effects: effects)
      })
  }

  /// A request that is answered by a job.
  static func job<R: Request>(
    _: R.Type,
    _ plan: @escaping @Sendable (inout Session, R.Params) throws(ResponseError) -> JobPlan
  ) -> Method {
    Method(
      name: R.method,
      kind: .request { (session, call) throws(ResponseError) in
        .later(try plan(&session, try call.params(as: R.Params.self)))
      })
  }

  /// A request that reads a text and nothing else: answered at once where the text is short, and
  /// by a job where it would keep other requests waiting.
  static func text<R: Request, Options>(
    _: R.Type,
    _ answer:
      @escaping @Sendable (PromptText, Options, TextContext) throws(ResponseError) -> R.Result
  ) -> Method where R.Params == TextParams<Options> {
    Method(
      name: R.method,
      kind: .request { (session, call) throws(ResponseError) in
        let params = try call.params(as: R.Params.self)
        let text = try session.text(params.source)
        let context = session.textContext(params.source)
        return try .reading(text) { () throws(ResponseError) in
          JSON(encoding: try answer(text, params.options, context))
        }
      })
  }
}

extension Method.Answer {
  /// What is read from a text: at once where it is short, by a job where it is long.
  static func reading(
    _ text: PromptText, _ read: @escaping @Sendable () throws(ResponseError) -> JSON
  ) throws(ResponseError) -> Method.Answer {
    try reading(byteCount: text.byteCount, read)
  }

  /// What is read from about so many bytes.
  static func reading(
    byteCount: Int, _ read: @escaping @Sendable () throws(ResponseError) -> JSON
  ) throws(ResponseError) -> Method.Answer {
    guard byteCount > PromptText.longByteCount else { return .now(try read(), effects: []) }
    return .later(
      JobPlan(lane: .text, document: nil, progressToken: nil) { _, _ in
        Result { () throws(ResponseError) in try read() }
      })
  }
}

extension Method {
  /// Every method.
  static let all: [Method] = [
    .initialize, .initialized, .shutdown, .exit, .cancel, .setTrace,
    .didChangeConfiguration, .didChangeWatchedFiles,
    .didOpen, .didChange, .didSave, .didClose,
    .pullDiagnostics, .codeAction, .hover, .completion, .inlineCompletion,
    .documentSymbol, .codeLens, .inlayHint, .selectionRange, .documentHighlight,
    .executeCommand, .semanticTokens, .semanticTokensRange, .semanticTokensDelta,
    .tokenizers, .count, .tokenize, .detokenize, .boundary, .lint, .translate,
    .complete, .score, .embed, .similarity, .neighbors,
    .models, .loadModel, .unloadModel, .status, .verifyDocument,
  ]

  static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
