/// `promptls/score`: how well a model foresees a text.
package enum ScoreRequest: Request {
  package static let method = "promptls/score"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    package var model: String?
    /// Whether the score of each token is wanted too.
    package var detail: Bool?
    /// How many of the tokens that the model held for likeliest are wanted at each place.
    package var top: Int?
    package var specialTokens: SpecialTokensOption?
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var model: String
    /// Tokens that were scored.
    package var tokens: Int
    /// Mean of -ln p, nats per token.
    package var crossEntropy: Double
    /// e to the cross-entropy.
    package var perplexity: Double
    package var bitsPerByte: Double
    package var perToken: [Token]?

    package init(
      version: Int?, model: String, tokens: Int, crossEntropy: Double, perplexity: Double,
      bitsPerByte: Double, perToken: [Token]?
    ) {
      self.version = version
      self.model = model
      self.tokens = tokens
      self.crossEntropy = crossEntropy
      self.perplexity = perplexity
      self.bitsPerByte = bitsPerByte
      self.perToken = perToken
    }
  }

  /// A token that might have come.
  package struct Candidate: Encodable, Sendable {
    package var id: UInt32
    package var text: String
    package var logprob: Double

    package init(id: UInt32, text: String, logprob: Double) {
      self.id = id
      self.text = text
      self.logprob = logprob
    }
  }

  package struct Token: Encodable, Sendable {
    package var id: UInt32
    package var start: Int
    package var end: Int
    /// Natural logarithm of the probability.
    package var logprob: Double
    /// Tokens that the model held for likelier.
    package var rank: Int
    package var top: [Candidate]?

    package init(
      id: UInt32, start: Int, end: Int, logprob: Double, rank: Int, top: [Candidate]?
    ) {
      self.top = top
      self.id = id
      self.start = start
      self.end = end
      self.logprob = logprob
      self.rank = rank
    }
  }
}
