import Completion
import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Text

extension Method {
  /// `textDocument/inlineCompletion`: by a job on the model's lane.
  static let inlineCompletion = Method.job(InlineCompletionRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    try session.completion(params) { text, place in
      JSON(
        encoding: InlineCompletionRequest.Result(
          items: text.isEmpty ? [] : [.init(insertText: text, range: place.cursor)]))
    }
  }

  /// `textDocument/completion`: the same text for editors without ghost text, behind the word at the
  /// cursor, which their menus replace and filter by.
  static let completion = Method.job(CompletionRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let model = session.configuration.model
    return try session.completion(params) { text, place in
      JSON(
        encoding: CompletionRequest.Result(
          items: text.isEmpty
            ? []
            : [.init(text: text, word: place.word, range: place.wordRange, detail: model)]))
    }
  }
}

extension Session {
  /// Ghost text is a line's end at most.
  private static let ghostTokens = 16

  /// A job that completes at a cursor, up to the end of the line.
  fileprivate func completion(
    _ params: InlineCompletionRequest.Params,
    _ answer: @escaping @Sendable (String, CompletionPlace) -> JSON
  ) throws(ResponseError) -> JobPlan {
    let uri = params.textDocument.uri
    let text = try document(uri).document.text
    let offset = text.offset(of: params.position, in: client.positionEncoding)
    let place = CompletionPlace(offset, in: text, client.positionEncoding)
    var options = CompletionOptions()
    options.maxTokens = Self.ghostTokens
    options.stop = [Array("\n".utf8)]
    let job = CompletionJob(
      prompt: text.bytes(in: 0..<offset), version: nil, model: configuration.model,
      document: uri, readsSpecialTokens: false, options: options)
    _ = try environment.library.entry(ofModel: job.model)
    return JobPlan(lane: .model, document: uri) { workbench, report in
      Result { () throws(ResponseError) in
        answer(try job.run(on: workbench, report).text, place)
      }
    }
  }
}

/// Where a completion goes.
private struct CompletionPlace {
  /// Empty, at the cursor.
  let cursor: PositionRange
  /// The word that ends at the cursor.
  let word: String
  let wordRange: PositionRange

  init(_ offset: Int, in text: DocumentTree, _ encoding: PositionEncoding) {
    let line = text.contentRange(ofLine: text.line(at: offset)).lowerBound
    let bytes = text.bytes(in: min(line, offset)..<offset)
    // As editors find words: what they would replace must not be less than what they are sent.
    let word = bytes.reversed().prefix {
      $0 >= 0x80 || $0 == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0
        || (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= $0 | 0x20
    }
    self.word = String(decoding: word.reversed(), as: UTF8.self)
    wordRange = text.positionRange(offset - word.count..<offset, in: encoding)
    cursor = text.positionRange(offset..<offset, in: encoding)
  }
}
