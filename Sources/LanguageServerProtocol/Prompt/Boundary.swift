/// `promptls/boundary`: where a prompt's tokens would be cut if the text went on.
package enum BoundaryRequest: Request {
  package static let method = "promptls/boundary"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    package var tokenizer: String?
    package var model: String?
    package var measure: Bool?
    package var specialTokens: SpecialTokensOption?
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var tokenizer: String
    package var ids: [UInt32]
    /// The longest prefix of `ids` that no continuation can change.
    package var stableTokens: Int
    package var stableBytes: Int
    package var tail: Tail
    package var covers: Covers
    /// What the tokenizer alone says of the end.
    package var conditions: [String]
    package var mass: Mass?
    package var findings: [PromptFinding]

    package init(
      version: Int?, tokenizer: String, ids: [UInt32], stableTokens: Int, stableBytes: Int,
      tail: Tail, covers: Covers, conditions: [String], mass: Mass?, findings: [PromptFinding]
    ) {
      self.version = version
      self.tokenizer = tokenizer
      self.ids = ids
      self.stableTokens = stableTokens
      self.stableBytes = stableBytes
      self.tail = tail
      self.covers = covers
      self.conditions = conditions
      self.mass = mass
      self.findings = findings
    }
  }

  /// What a continuation may cut in another way.
  package struct Tail: Encodable, Sendable {
    package var text: String
    package var ids: [UInt32]
    package var start: Int

    package init(text: String, ids: [UInt32], start: Int) {
      self.text = text
      self.ids = ids
      self.start = start
    }
  }

  /// The covering tree in numbers.
  package struct Covers: Encodable, Sendable {
    package var leaves: Int
    package var crossing: Int
    package var examples: [Example]

    package init(leaves: Int, crossing: Int, examples: [Example]) {
      self.leaves = leaves
      self.crossing = crossing
      self.examples = examples
    }
  }

  package struct Example: Encodable, Sendable {
    package var ids: [UInt32]
    package var text: String
    package var probability: Double?

    package init(ids: [UInt32], text: String, probability: Double? = nil) {
      self.ids = ids
      self.text = text
      self.probability = probability
    }
  }

  /// What a model says of the covers.
  package struct Mass: Encodable, Sendable {
    package var model: String
    package var crossing: Double
    package var bits: Double
    package var harm: Double
    package var leak: Double
    /// True where the model speaks another vocabulary.
    package var estimate: Bool?
    /// The probability that an estimate says nothing about.
    package var unresolved: Double?
    package var alternatives: [Example]

    package init(
      model: String, crossing: Double, bits: Double, harm: Double, leak: Double, estimate: Bool?,
      unresolved: Double?, alternatives: [Example]
    ) {
      self.model = model
      self.crossing = crossing
      self.bits = bits
      self.harm = harm
      self.leak = leak
      self.estimate = estimate
      self.unresolved = unresolved
      self.alternatives = alternatives
    }
  }
}
