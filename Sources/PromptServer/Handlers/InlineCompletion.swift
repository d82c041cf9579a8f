import Completion
import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Text

extension Method {
  /// `textDocument/inlineCompletion`: at once while the person types what was suggested, else by a
  /// job on the model's lane.
  static let inlineCompletion = suggestion(InlineCompletionRequest.self) { text, place, _ in
    InlineCompletionRequest.Result(
      items: text.isEmpty ? [] : [.init(insertText: place.selected + text, range: place.range)])
  }

  /// `textDocument/completion`: the same text for editors without ghost text, behind the word at the
  /// cursor, which their menus replace and filter by; and the person's own snippets that go with
  /// those in the document.
  static let completion = suggestion(CompletionRequest.self) { text, place, session in
    func item(_ text: String, _ detail: String, _ label: String?) -> CompletionRequest.Item {
      CompletionRequest.Item(
        text: text, word: place.word, range: place.wordRange, detail: detail, label: label)
    }
    let snippets = session.snippets(at: place).map { item($0.rest, "snippet", $0.label) }
    return CompletionRequest.Result(
      items: (text.isEmpty ? [] : [item(text, place.model, nil)]) + snippets)
  }

  /// A request for what may follow a cursor.
  ///
  /// `result` makes the result of the text, the place that it is for, and what the session knows.
  private static func suggestion<R: Request>(
    _: R.Type, _ result: @escaping @Sendable (String, SuggestionPlace, Session) -> R.Result
  ) -> Method where R.Params == InlineCompletionRequest.Params {
    let name = R.method
    return Method(
      name: name,
      kind: .request { (session, call) throws(ResponseError) in
        let params = try call.params(as: InlineCompletionRequest.Params.self)
        let place = try session.suggestionPlace(params)
        let answer: @Sendable (String, Session) -> JSON = {
          JSON(encoding: result($0, place, $1))
        }
        // One at another place is wanted now.
        let superseded = session.answerForSuggestions(for: place.uri, name)
        if let rest = session.rest(of: place) {
          return .now(answer(rest, session), effects: superseded)
        }
        var plan = try session.suggestion(at: place, answer)
        // Whoever asks by hand does not type on.
        if params.context?.triggerKind == 1 { plan.delay = 0 }
        plan.effects += superseded
        return .later(plan)
      })
  }
}

/// Where a suggestion is wanted.
private struct SuggestionPlace: Sendable {
  var uri: String
  /// The cursor, in bytes; everything before it is the prompt.
  var offset: Int
  /// Where what it goes before begins, in bytes: behind the cursor, or behind what is replaced.
  var end: Int
  /// What the editor's own list would put in, which the suggestion goes on from.
  var selected = ""
  /// What the suggestion replaces: nothing, or what the selected item replaces.
  var range: PositionRange
  /// The word that ends at the cursor, which menus replace.
  var word = ""
  var wordRange: PositionRange
  var model: String
}

extension Session {
  fileprivate func suggestionPlace(
    _ params: InlineCompletionRequest.Params
  ) throws(ResponseError) -> SuggestionPlace {
    let uri = params.textDocument.uri
    let text = try document(uri).document.text
    let model = configuration(of: uri).model
    if let selected = params.context?.selectedCompletionInfo {
      let start = text.offset(of: selected.range.start, in: client.positionEncoding)
      return SuggestionPlace(
        uri: uri, offset: start,
        end: text.offset(of: selected.range.end, in: client.positionEncoding),
        selected: selected.text, range: selected.range,
        wordRange: selected.range, model: model)
    }
    let offset = text.offset(of: params.position, in: client.positionEncoding)
    let word = text.word(before: offset)
    return SuggestionPlace(
      uri: uri, offset: offset, end: offset,
      range: text.positionRange(offset..<offset, in: client.positionEncoding),
      word: String(decoding: word, as: UTF8.self),
      wordRange: text.positionRange(offset - word.count..<offset, in: client.positionEncoding),
      model: model)
  }

  /// What is left of the document's last suggestion at a place; nil where it is no longer right.
  fileprivate func rest(of place: SuggestionPlace) -> String? {
    guard place.selected.isEmpty, let open = documents[place.uri] else { return nil }
    return open.suggestion?.rest(at: place.offset, in: open.document.text).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// A job that completes at a cursor, up to the end of the line or to what stands there.
  fileprivate mutating func suggestion(
    at place: SuggestionPlace, _ answer: @escaping @Sendable (String, Session) -> JSON
  ) throws(ResponseError) -> JobPlan {
    let text = try document(place.uri).document.text
    let configuration = configuration(of: place.uri)
    _ = try environment.library.entry(ofModel: place.model)
    var options = CompletionOptions()
    options.maxTokens = configuration.completionTokens
    options.stop = [Array("\n".utf8)]
    options.suffix = text.hasWords(behind: place.end) ? .brief(text.behind(place.end)) : nil
    let start = text.promptStart(before: place.offset)
    let job = CompletionJob(
      prompt: text.bytes(in: start..<place.offset) + Array(place.selected.utf8), version: nil,
      model: place.model, document: place.uri, readsSpecialTokens: false, options: options)
    let postponed = postponeMeasurement(of: place.uri)
    let library = configuration.snippets
    var plan = JobPlan(lane: .model, document: place.uri) { workbench, report in
      Result { () throws(ResponseError) in
        if let library { _ = try workbench.library.vectorTables.table(library) }
        return .string(try workbench.suggestion(job, report))
      }
    }
    plan.delay = pace.delay(configuration.completionDelay)
    plan.answer = { session, suggested in
      let text = suggested.string ?? ""
      session.pace.noteAnswer()
      if place.selected.isEmpty {
        session.documents[place.uri]?.suggestion = Suggestion(
          base: place.offset, text: Array(text.utf8),
          behind: Array(job.options.suffix?.weighed ?? []))
      }
      return (answer(text, session), [])
    }
    plan.isSuggestion = true
    plan.effects = postponed
    return plan
  }

  /// The snippets that go with those in the document, once a job has read the library.
  fileprivate func snippets(at place: SuggestionPlace) -> [SnippetSuggestion] {
    guard let path = configuration(of: place.uri).snippets,
      let table = environment.library.vectorTables.known(path), let open = documents[place.uri]
    else { return [] }
    return SnippetSuggestion.suggestions(from: table, open.document.text, at: place.offset)
  }
}

extension DocumentTree {
  /// Whether more than white space stands on the line behind an offset.
  fileprivate func hasWords(behind offset: Int) -> Bool {
    let end = contentRange(ofLine: line(at: offset)).upperBound
    return offset < end && bytes(in: offset..<end).contains { $0 > 0x20 }
  }

  /// The word that ends at an offset, as editors find words: what they would replace must not be
  /// less than what they are sent.
  fileprivate func word(before offset: Int) -> [UInt8] {
    let line = contentRange(ofLine: line(at: offset)).lowerBound
    let word = bytes(in: min(line, offset)..<offset).reversed().prefix {
      $0 >= 0x80 || $0 == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0
        || (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= $0 | 0x20
    }
    return word.reversed()
  }
}

/// Whether suggestions keep up with typing.
///
/// While they do, each keystroke asks for one at once. Once a keystroke has made one stale before it
/// was there, they wait for a pause of typing, so that a slow model does not compute for nothing.
struct SuggestionPace {
  private var isBehind = false
  /// Longer than the time between two keystrokes of somebody who types fast, in milliseconds.
  private static let pause = 75.0

  /// Notes that a suggestion became stale before it was there.
  mutating func noteStale() { isBehind = true }

  /// Notes that a suggestion was there in time.
  mutating func noteAnswer() { isBehind = false }

  /// Milliseconds that the next suggestion waits.
  ///
  /// - Parameter wanted: What is set, if something is.
  /// - Returns: 0 to begin at once.
  func delay(_ wanted: Int?) -> Double { wanted.map(Double.init) ?? (isBehind ? Self.pause : 0) }
}

extension Workbench {
  /// The text that may follow a prompt; at once where the same was asked last.
  ///
  /// Editors ask for ghost text and for their list at the same time.
  func suggestion(_ job: CompletionJob, _ report: JobReport) throws(ResponseError) -> String {
    if let last = lastSuggestion, last.job.isSameWork(as: job) { return last.text }
    let result = try job.run(on: self, report)
    // Where the text reads on as it is, nothing is missing.
    let least = result.suffix?.emptyLogprob ?? -.infinity
    let isWanted = result.suffix.map { least < $0.logprob } ?? true
    let text = isWanted ? result.text : ""
    if result.finishReason != "cancelled" { lastSuggestion = (job, text) }
    return text
  }
}
