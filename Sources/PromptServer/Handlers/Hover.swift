import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Text
import Tokenizers

extension Method {
  /// `textDocument/hover`: the token at a place, in every vocabulary that is set.
  static let hover = Method.request(HoverRequest.self) {
    (session, params) throws(ResponseError) -> Hover? in
    let uri = params.textDocument.uri
    let text = try session.document(uri).document.text
    let tokenizers = try session.environment.library.tokenizers(
      session.configuration.tokenizers)
    for tokenizer in tokenizers { session.documents[uri]?.document.use(tokenizer) }
    let offset = text.offset(of: params.position, in: session.client.positionEncoding)
    let document = try session.document(uri).document
    let tokens = tokenizers.compactMap { tokenizer in
      document.encoding(by: tokenizer.name).flatMap { HoveredToken(at: offset, $0) }
    }
    guard let main = tokens.first else { return nil }
    return Hover(
      contents: MarkupContent(markdown: tokens.map(\.markdown).joined(separator: "\n")),
      range: text.positionRange(main.range, in: session.client.positionEncoding))
  }
}

/// The token of one vocabulary that a place is in.
private struct HoveredToken {
  var id: TokenID
  var range: Range<Int>
  var bytes: [UInt8]
  var tokenizer: String
  /// Tokens of the document before it, and in all.
  var place: (index: Int, count: Int)

  init?(at offset: Int, _ encoding: DocumentEncoding) {
    guard let index = encoding.token(at: offset) else { return nil }
    let start = encoding.start(ofToken: index)
    guard let token = encoding.tokens(in: start..<start + 1).last else { return nil }
    id = token.id
    range = token.range
    bytes = encoding.tokenizer.bytes(of: token.id) ?? []
    tokenizer = encoding.tokenizer.name
    place = (index, encoding.count)
  }

  /// One line: `gpt2: " fine" = 3734, 5 bytes, token 4 of 6`.
  var markdown: String {
    let text = String(
      decoding: JSON.string(String(decoding: bytes, as: UTF8.self)).text, as: UTF8.self)
    return
      "- **\(tokenizer)**: `\(text)` = \(id), \(bytes.count) byte\(bytes.count == 1 ? "" : "s"), "
      + "token \(place.index + 1) of \(place.count)"
  }
}
