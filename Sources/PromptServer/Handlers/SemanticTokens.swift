import Documents
import JSONRPC
import LanguageServerProtocol
import Text
import Tokenizers

extension Method {
  /// `textDocument/semanticTokens/full`.
  static let semanticTokens = Method.request(SemanticTokensRequest.self) {
    (session, params) throws(ResponseError) -> SemanticTokens in
    let uri = params.textDocument.uri
    let colours = try session.colours(of: uri)
    session.documents[uri]?.colours = colours
    return SemanticTokens(resultId: "\(colours.resultID)", data: colours.data)
  }

  /// `textDocument/semanticTokens/range`.
  static let semanticTokensRange = Method.request(SemanticTokensRangeRequest.self) {
    (session, params) throws(ResponseError) -> SemanticTokens in
    let uri = params.textDocument.uri
    let text = try session.document(uri).document.text
    let range = try text.byteRange(params.range, in: session.client.positionEncoding)
    let lines = text.line(at: range.lowerBound)..<text.line(at: range.upperBound) + 1
    return SemanticTokens(resultId: nil, data: try session.colourData(of: uri, lines: lines))
  }

  /// `textDocument/semanticTokens/full/delta`: the whole where the editor's state is another one.
  static let semanticTokensDelta = Method.request(SemanticTokensDeltaRequest.self) {
    (session, params) throws(ResponseError) -> SemanticTokensDeltaRequest.Result in
    let uri = params.textDocument.uri
    let old = try session.document(uri).colours
    let colours = try session.colours(of: uri)
    session.documents[uri]?.colours = colours
    guard let old, "\(old.resultID)" == params.previousResultId else {
      return .full(SemanticTokens(resultId: "\(colours.resultID)", data: colours.data))
    }
    let edit = TokenColours.edit(from: old.data, to: colours.data)
    return .delta(
      resultID: "\(colours.resultID)",
      edits: edit.map { [.init(start: $0.start, deleteCount: $0.deleted, data: $0.inserted)] } ?? []
    )
  }
}

extension Session {
  /// Languages that have no colours of their own.
  private static let plainLanguages: Set<String> = ["", "plaintext", "prompt", "text"]

  fileprivate mutating func colours(of uri: String) throws(ResponseError) -> TokenColours {
    let open = try document(uri)
    let lines = 0..<open.document.text.lineCount
    return TokenColours(
      resultID: (open.colours?.resultID ?? 0) + 1, data: try colourData(of: uri, lines: lines))
  }

  fileprivate mutating func colourData(
    of uri: String, lines: Range<Int>
  ) throws(ResponseError) -> [Int] {
    let open = try document(uri)
    let configuration = configuration(of: uri)
    switch configuration.semanticTokens {
    case .off: return []
    case .auto where !Self.plainLanguages.contains(open.languageID): return []
    case .auto, .on: break
    }
    let encoding = try encoding(of: uri)
    return TokenColours.data(
      ofLines: lines, encoding, in: open.document.text, client.positionEncoding)
  }

  /// The tokens of a document in the vocabulary that it is written for, kept from now on.
  mutating func encoding(of uri: String) throws(ResponseError) -> DocumentEncoding {
    let tokenizer = try environment.library.tokenizer(configuration(of: uri).tokenizer)
    documents[uri]?.document.use(tokenizer)
    guard let encoding = try document(uri).document.encoding(by: tokenizer.name) else {
      throw ResponseError(.internalError, "\(tokenizer.name) is not in use")
    }
    return encoding
  }
}
