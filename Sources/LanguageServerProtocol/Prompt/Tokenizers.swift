/// `promptls/tokenizers`: the vocabularies that can be named.
package enum TokenizersRequest: Request {
  package static let method = "promptls/tokenizers"
  package typealias Params = NoParams

  package struct Result: Encodable, Sendable {
    package var tokenizers: [Description]

    package init(tokenizers: [Description]) {
      self.tokenizers = tokenizers
    }
  }

  package struct Description: Encodable, Sendable {
    package var name: String
    package var kind: String
    package var vocabularySize: Int
    /// Whether decoding what was encoded gives the same bytes.
    package var lossless: Bool
    /// Ids by text.
    package var specialTokens: [String: UInt32]

    /// True where text is cut on the general path, which is slower; otherwise left out.
    package var slower: Bool?

    package init(
      name: String, kind: String, vocabularySize: Int, lossless: Bool,
      specialTokens: [String: UInt32], slower: Bool? = nil
    ) {
      self.name = name
      self.kind = kind
      self.vocabularySize = vocabularySize
      self.lossless = lossless
      self.specialTokens = specialTokens
      self.slower = slower
    }
  }
}
