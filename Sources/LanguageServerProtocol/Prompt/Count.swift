/// `promptls/count`: how long a text is.
package enum CountRequest: Request {
  package static let method = "promptls/count"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    /// The tokenizers to count with; the configured ones where absent.
    package var tokenizers: [String]?
    package var specialTokens: SpecialTokensOption?
    package var addSpecialTokens: Bool?
    /// Whether the counts of each line are wanted too.
    package var perLine: Bool?
  }

  package struct Result: Encodable, Sendable {
    /// Of the document; absent for raw text.
    package var version: Int?
    package var bytes: Int
    /// Unicode scalars.
    package var characters: Int
    package var words: Int
    package var lines: Int
    package var counts: [Count]

    package init(
      version: Int?, bytes: Int, characters: Int, words: Int, lines: Int, counts: [Count]
    ) {
      self.version = version
      self.bytes = bytes
      self.characters = characters
      self.words = words
      self.lines = lines
      self.counts = counts
    }
  }

  package struct Count: Encodable, Sendable {
    package var tokenizer: String
    package var tokens: Int
    /// Tokens that start in each line; their sum is `tokens`.
    package var perLine: [Int]?

    package init(tokenizer: String, tokens: Int, perLine: [Int]? = nil) {
      self.tokenizer = tokenizer
      self.tokens = tokens
      self.perLine = perLine
    }
  }
}
