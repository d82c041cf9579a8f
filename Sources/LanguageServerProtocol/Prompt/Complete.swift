package import JSONCoding

/// `promptls/complete`: how a model would go on.
package enum CompleteRequest: Request {
  package static let method = "promptls/complete"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    package var model: String?
    package var maxTokens: Int?
    package var healing: Healing?
    package var temperature: Double?
    package var topK: Int?
    package var topP: Double?
    package var minP: Double?
    package var repetitionPenalty: Double?
    package var seed: UInt64?
    package var stop: [String]?
    /// Text that stands behind what is to be drawn.
    package var suffix: String?
    /// Whether that is what the document has behind the position.
    package var fillMiddle: Bool?
    package var logprobs: Bool?
    package var specialTokens: SpecialTokensOption?
    package var partialResultToken: JSON?
    package var workDoneToken: JSON?
  }

  package enum Healing: String, Codable, CaseIterable, Sendable {
    case exact
    case backup
    case off
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var model: String
    /// What follows the prompt, and nothing of the prompt.
    package var text: String
    /// Base64, where what follows is no UTF-8: behind a prompt that ends inside a character, say.
    package var bytes: String?
    /// From the first cover token on.
    package var ids: [UInt32]
    package var healing: HealingReport
    package var suffix: SuffixReport?
    package var finishReason: String
    package var usage: Usage
    package var milliseconds: Milliseconds
    package var logprobs: [Double]?

    package init(
      version: Int?, model: String, text: String, bytes: String?, ids: [UInt32],
      healing: HealingReport, suffix: SuffixReport?,
      finishReason: String, usage: Usage, milliseconds: Milliseconds, logprobs: [Double]?
    ) {
      self.version = version
      self.model = model
      self.text = text
      self.bytes = bytes
      self.ids = ids
      self.healing = healing
      self.suffix = suffix
      self.finishReason = finishReason
      self.usage = usage
      self.milliseconds = milliseconds
      self.logprobs = logprobs
    }
  }

  package struct HealingReport: Encodable, Sendable {
    package var mode: Healing
    package var backedUpTokens: Int
    package var backedUpText: String
    package var cover: [UInt32]
    package var probability: Double?

    package init(
      mode: Healing, backedUpTokens: Int, backedUpText: String, cover: [UInt32],
      probability: Double?
    ) {
      self.mode = mode
      self.backedUpTokens = backedUpTokens
      self.backedUpText = backedUpText
      self.cover = cover
      self.probability = probability
    }
  }

  /// How the text goes with what stands behind it.
  package struct SuffixReport: Encodable, Sendable {
    package var weighedBytes: Int
    package var logprob: Double
    package var emptyLogprob: Double?
    package var candidates: Int
    package var overlap: Int

    package init(
      weighedBytes: Int, logprob: Double, emptyLogprob: Double?, candidates: Int, overlap: Int
    ) {
      self.weighedBytes = weighedBytes
      self.logprob = logprob
      self.emptyLogprob = emptyLogprob
      self.candidates = candidates
      self.overlap = overlap
    }
  }

  package struct Usage: Encodable, Sendable {
    package var promptTokens: Int
    package var cachedTokens: Int
    package var completionTokens: Int
    package var forwardPasses: Int
    /// Tokens at the prompt's start that did not fit the model's window; absent where all did.
    package var droppedTokens: Int?

    package init(
      promptTokens: Int, cachedTokens: Int, completionTokens: Int, forwardPasses: Int,
      droppedTokens: Int?
    ) {
      self.promptTokens = promptTokens
      self.cachedTokens = cachedTokens
      self.completionTokens = completionTokens
      self.forwardPasses = forwardPasses
      self.droppedTokens = droppedTokens
    }
  }

  package struct Milliseconds: Encodable, Sendable {
    package var prefill: Double
    package var firstToken: Double
    package var total: Double

    package init(prefill: Double, firstToken: Double, total: Double) {
      self.prefill = prefill
      self.firstToken = firstToken
      self.total = total
    }
  }
}
