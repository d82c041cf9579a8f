import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptFormats
import PromptAnalysis
import Text

/// A custom request that a person can choose from a menu, with its result in words.
///
/// To add one: a line in ``all``.
struct PromptCommand: Sendable {
  let name: String
  let title: String
  /// The request behind it.
  let method: String
  /// The request's parameters besides the text.
  let params: @Sendable (CommandPlace, Configuration) -> [String: JSON]
  /// Shows the result.
  let show: @Sendable (inout Session, CommandPlace, JSON) -> [Effect]

  static let all = [compareVocabularies, translateSelection, score, heal]

  /// What the executeCommand request does.
  func run(
    _ session: inout Session, _ place: CommandPlace
  ) throws(ResponseError) -> Method.Answer {
    var members = params(place, session.configuration(of: place.uri))
    members["textDocument"] = ["uri": .string(place.uri)]
    guard case .request(let answer)? = Method.named[method]?.kind else {
      throw ResponseError(.internalError, "there is no request \(method)")
    }
    switch try answer(&session, Call(method: method, params: .object(members))) {
    case .now(let result, let effects):
      return .now(result, effects: effects + show(&session, place, result))
    case .later(var plan):
      let show = show
      plan.answer = { session, result in (result, show(&session, place, result)) }
      return .later(plan)
    }
  }
}

extension PromptCommand {
  /// The counts of a selection in every vocabulary.
  static let compareVocabularies = PromptCommand(
    name: "promptls.compareVocabularies", title: "Compare vocabularies",
    method: CountRequest.method, params: { place, _ in place.part }
  ) { session, _, result in
    let counts = (result["counts"]?.array ?? []).map { count in
      "\(count["tokenizer"]?.string ?? "") \(count["tokens"]?.integer ?? 0)"
    }
    let bytes = result["bytes"]?.integer ?? 0
    return [
      session.message(.information, "\(counts.joined(separator: " · ")) tokens, \(bytes) bytes")
    ]
  }

  /// A selection in another vocabulary, and what is lost there.
  static let translateSelection = PromptCommand(
    name: "promptls.translateSelection", title: "Translate to another vocabulary",
    method: TranslateRequest.method,
    params: { place, configuration in
      let other = configuration.counted.dropFirst().last ?? configuration.tokenizer
      return place.part.merging(["to": .string(place.to ?? other)]) { $1 }
    }
  ) { session, _, result in
    func side(_ key: String) -> (name: String, count: Int) {
      (result[key]?["tokenizer"]?.string ?? "", result[key]?["ids"]?.array?.count ?? 0)
    }
    let kinds = (result["losses"]?.array ?? []).compactMap { $0["kind"]?.string }
    let lost = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
      .sorted { $0.key < $1.key }.map { "\($0.key) ×\($0.value)" }
    return [
      session.message(
        .information,
        "\(side("from").name) → \(side("to").name): \(side("from").count) → \(side("to").count) "
          + "tokens, \(lost.isEmpty ? "nothing is lost" : "lost: \(lost.joined(separator: ", "))")")
    ]
  }

  /// How well the model foresees a selection.
  static let score = PromptCommand(
    name: "promptls.score", title: "Score by the model", method: ScoreRequest.method,
    params: { place, _ in place.part }
  ) { session, _, result in
    let perplexity = result["perplexity"]?.double ?? 0
    let bits = result["bitsPerByte"]?.double ?? 0
    return [
      session.message(
        .information,
        "\(result["model"]?.string ?? ""): perplexity \(perplexity.rounded(to: 1)), "
          + "\(bits.rounded(to: 2)) bits a byte, \(result["tokens"]?.integer ?? 0) tokens")
    ]
  }

  /// A healed continuation at a cursor, put in where the editor takes edits.
  static let heal = PromptCommand(
    name: "promptls.heal", title: "Go on from here, healed", method: CompleteRequest.method,
    params: { place, configuration in
      var params: [String: JSON] = [
        "maxTokens": .integer(configuration.completionTokens), "stop": ["\n"],
      ]
      params["position"] = place.cursor.map { JSON(encoding: $0) }
      return params
    }
  ) { session, place, result in
    let text = result["text"]?.string ?? ""
    guard session.client.appliesEdits, !text.isEmpty, let open = session.documents[place.uri] else {
      let words = text.isEmpty ? "the model has nothing to add" : "the model would go on: \(text)"
      return [session.message(.information, words)]
    }
    let tree = open.document.text
    let end = open.prompts.layout.parts.last?.text.source.upperBound ?? tree.byteCount
    let cursor =
      place.cursor ?? tree.positionRange(end..<end, in: session.client.positionEncoding).start
    let edit = LanguageServerProtocol.TextEdit(
      range: PositionRange(start: cursor, end: cursor), newText: text)
    let params = ApplyEdit.Params(
      label: "promptls: go on", edit: WorkspaceEdit(changes: [place.uri: [edit]]))
    return [session.ask(ApplyEdit.self, JSON(encoding: params))]
  }
}

extension CommandPlace {
  /// The part of the document, as requests name it.
  fileprivate var part: [String: JSON] { range.map { ["range": JSON(encoding: $0)] } ?? [:] }

  /// Where to write.
  fileprivate var cursor: LanguageServerProtocol.Position? { position ?? range?.end }
}

extension Double {
  /// The number with so many decimals.
  fileprivate func rounded(to decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    return "\((self * scale).rounded() / scale)"
  }
}

extension Method {
  /// `workspace/executeCommand`.
  static let executeCommand = Method(
    name: ExecuteCommandRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: ExecuteCommandRequest.Params.self)
      guard let command = PromptCommand.all.first(where: { $0.name == params.command }) else {
        throw ResponseError(.invalidParams, "there is no command \(params.command)")
      }
      let place: CommandPlace
      do throws(JSONMismatch) {
        place = try (params.arguments?.first ?? [:]).decode()
      } catch {
        throw ResponseError(.invalidParams, "\(params.command): \(error.description)")
      }
      return try command.run(&session, place)
    })
}
