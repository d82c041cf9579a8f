/// `promptls/tokenize`: the tokens of a text.
package enum TokenizeRequest: Request {
  package static let method = "promptls/tokenize"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    package var tokenizer: String?
    package var detail: Detail?
    package var specialTokens: SpecialTokensOption?
    package var addSpecialTokens: Bool?
  }

  package enum Detail: String, Decodable, CaseIterable, Sendable {
    case ids
    case tokens
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var tokenizer: String
    package var ids: [UInt32]
    package var tokens: [Token]?

    package init(version: Int?, tokenizer: String, ids: [UInt32], tokens: [Token]?) {
      self.version = version
      self.tokenizer = tokenizer
      self.ids = ids
      self.tokens = tokens
    }
  }

  package struct Token: Encodable, Sendable {
    package var id: UInt32
    /// Byte offsets in the text.
    package var start: Int
    package var end: Int
    package var text: String
    /// True where the token holds part of a character, so that ``text`` is lossy.
    package var partial: Bool?

    package init(id: UInt32, start: Int, end: Int, text: String, partial: Bool?) {
      self.id = id
      self.start = start
      self.end = end
      self.text = text
      self.partial = partial
    }
  }
}

/// `promptls/detokenize`: the text of token ids.
package enum DetokenizeRequest: Request {
  package static let method = "promptls/detokenize"

  package struct Params: Decodable, Sendable {
    package var ids: [UInt32]
    package var tokenizer: String?
    package var skipSpecialTokens: Bool?
  }

  package struct Result: Encodable, Sendable {
    package var text: String
    /// Base64, where the ids do not spell valid UTF-8.
    package var bytes: String?

    package init(text: String, bytes: String?) {
      self.text = text
      self.bytes = bytes
    }
  }
}
