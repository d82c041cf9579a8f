import JSONRPC
import LanguageServerProtocol
import Tokenizers

extension Method {
  /// `promptls/tokenizers`.
  static let tokenizers = Method.request(TokenizersRequest.self) { (session, _) in
    TokenizersRequest.Result(
      tokenizers: session.environment.library.tokenizers.map { tokenizer in
        TokenizersRequest.Description(
          name: tokenizer.name, kind: tokenizer.kind.rawValue,
          vocabularySize: tokenizer.vocabularySize, lossless: tokenizer.isLossless,
          specialTokens: Dictionary(
            tokenizer.specialTokens.map { ($0.text, $0.id) },
            uniquingKeysWith: { first, _ in first }),
          slower: tokenizer.isSlower ? true : nil)
      })
  }
}
