import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Tokenizers

extension Method {
  /// `promptls/tokenize`.
  static let tokenize = Method.text(TokenizeRequest.self) {
    (text, options, context) throws(ResponseError) in
    let tokenizer = try context.library.tokenizer(
      options.tokenizer ?? context.configuration.tokenizer)
    let bytes = text.bytes
    let encoding = tokenizer.encoding(
      of: bytes.span, specialTokens: .init(options.specialTokens),
      addSpecialTokens: options.addSpecialTokens ?? false)
    var tokens: [TokenizeRequest.Token]?
    if options.detail == .tokens {
      tokens = zip(encoding.ids, encoding.ranges).map { id, range in
        .init(id: id, range: range, in: bytes)
      }
    }
    return TokenizeRequest.Result(
      version: text.version, tokenizer: tokenizer.name, ids: encoding.ids, tokens: tokens)
  }

  /// `promptls/detokenize`.
  static let detokenize = Method.request(DetokenizeRequest.self) {
    (session, params) throws(ResponseError) -> DetokenizeRequest.Result in
    let tokenizer = try session.environment.library.tokenizer(
      params.tokenizer ?? session.configuration.tokenizer)
    do throws(TokenizerError) {
      let bytes = try tokenizer.decode(
        params.ids, skipSpecialTokens: params.skipSpecialTokens ?? false)
      return DetokenizeRequest.Result(
        text: String(decoding: bytes, as: UTF8.self), bytes: bytes.base64UnlessText)
    } catch {
      throw ResponseError(error)
    }
  }
}

extension TokenizeRequest.Token {
  fileprivate init(id: TokenID, range: Range<Int>, in text: [UInt8]) {
    let bytes = text[range]
    let whole = String(validating: bytes, as: UTF8.self)
    self.init(
      id: id, start: range.lowerBound, end: range.upperBound,
      text: whole ?? String(decoding: bytes, as: UTF8.self), partial: whole == nil ? true : nil)
  }
}

extension ResponseError {
  init(_ error: TokenizerError) {
    switch error {
    case .invalidTokenID(let id, let index):
      self.init(
        .requestFailed, error.description, name: "invalid-token-id",
        facts: ["id": .integer(Int(id)), "index": .integer(index)])
    default:
      self.init(.requestFailed, error.description)
    }
  }
}
