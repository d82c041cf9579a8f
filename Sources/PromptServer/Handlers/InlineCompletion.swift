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
    try session.completion(params) { text, range in
      JSON(
        encoding: InlineCompletionRequest.Result(
          items: text.isEmpty ? [] : [.init(insertText: text, range: range)]))
    }
  }

  /// `textDocument/completion`: the same text for editors without ghost text.
  static let completion = Method.job(CompletionRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let model = session.configuration.model
    return try session.completion(params) { text, range in
      JSON(
        encoding: CompletionRequest.Result(
          items: text.isEmpty
            ? []
            : [
              .init(
                label: text, detail: model, filterText: "",
                textEdit: LanguageServerProtocol.TextEdit(range: range, newText: text))
            ]))
    }
  }
}

extension Session {
  /// Ghost text is a line's end at most.
  private static let ghostTokens = 16

  /// A job that completes at a cursor, up to the end of the line.
  fileprivate func completion(
    _ params: InlineCompletionRequest.Params,
    _ answer: @escaping @Sendable (String, PositionRange) -> JSON
  ) throws(ResponseError) -> JobPlan {
    let uri = params.textDocument.uri
    let text = try document(uri).document.text
    let offset = text.offset(of: params.position, in: client.positionEncoding)
    let cursor = text.positionRange(offset..<offset, in: client.positionEncoding)
    var options = CompletionOptions()
    options.maxTokens = Self.ghostTokens
    options.stop = [Array("\n".utf8)]
    let job = CompletionJob(
      prompt: text.bytes(in: 0..<offset), version: nil, model: configuration.model,
      document: uri, readsSpecialTokens: false, options: options)
    _ = try environment.library.entry(ofModel: job.model)
    return JobPlan(lane: .model, document: uri) { workbench, report in
      Result { () throws(ResponseError) in
        answer(try job.run(on: workbench, report).text, cursor)
      }
    }
  }
}
