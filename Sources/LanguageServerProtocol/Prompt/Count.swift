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
    /// Whether to compare what words, tokens, characters and bytes cost a model.
    package var units: Bool?
    /// The model whose width and context that is told by; the configured one where absent.
    package var model: String?
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
    /// What each unit costs, where that was asked for.
    package var units: [Unit]?

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

  /// What it costs to read the text in one kind of unit.
  package struct Unit: Encodable, Sendable {
    /// `word`, `subword`, `character` or `byte`.
    package var unit: String
    /// The vocabulary of subwords.
    package var tokenizer: String?
    /// How many the text has.
    package var tokens: Int
    /// How many different ones there are: of words and characters those of the text.
    package var vocabularySize: Int
    /// What a table of their embeddings takes at the model's width, 4 bytes a number.
    package var embeddingBytes: Int
    /// How many of the text the vocabulary lacks; absent where it cannot lack any.
    ///
    /// Of words and characters: those in the second half of the text that do not occur in the first.
    package var unknown: Int?
    /// The part of the model's context that they fill; above 1 where they do not fit.
    package var contextShare: Double

    package init(
      unit: String, tokenizer: String?, tokens: Int, vocabularySize: Int, embeddingBytes: Int,
      unknown: Int?, contextShare: Double
    ) {
      self.unit = unit
      self.tokenizer = tokenizer
      self.tokens = tokens
      self.vocabularySize = vocabularySize
      self.embeddingBytes = embeddingBytes
      self.unknown = unknown
      self.contextShare = contextShare
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
