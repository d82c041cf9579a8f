import JSONCoding

/// `promptls/translate`: one vocabulary's ids, or a text, in another vocabulary.
package enum TranslateRequest: Request {
  package static let method = "promptls/translate"

  package struct Params: Decodable, Sendable {
    package var input: TextOrIDs
    package var from: String?
    package var to: String
    package var addSpecialTokens: Bool?

    private enum Key: String, CodingKey {
      case from, to, addSpecialTokens
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      from = try container.decodeIfPresent(String.self, forKey: .from)
      to = try container.decode(String.self, forKey: .to)
      addSpecialTokens = try container.decodeIfPresent(Bool.self, forKey: .addSpecialTokens)
      input = try TextOrIDs(from: decoder)
    }
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var text: String
    package var from: Side?
    package var to: Side
    package var roundTrip: String
    package var lossless: Bool
    package var losses: [Loss]
    package var naive: Naive?

    package init(
      version: Int?, text: String, from: Side?, to: Side, roundTrip: String, lossless: Bool,
      losses: [Loss],
      naive: Naive?
    ) {
      self.version = version
      self.text = text
      self.from = from
      self.to = to
      self.roundTrip = roundTrip
      self.lossless = lossless
      self.losses = losses
      self.naive = naive
    }
  }

  package struct Side: Encodable, Sendable {
    package var tokenizer: String
    package var ids: [UInt32]

    package init(tokenizer: String, ids: [UInt32]) {
      self.tokenizer = tokenizer
      self.ids = ids
    }
  }

  /// What did not come through, and where in the text it stood, in bytes.
  package struct Loss: Encodable, Sendable {
    package var kind: String
    package var start: Int
    package var end: Int
    package var before: String
    package var after: String

    package init(kind: String, start: Int, end: Int, before: String, after: String) {
      self.kind = kind
      self.start = start
      self.end = end
      self.before = before
      self.after = after
    }
  }

  /// What the source's ids would spell in the target's vocabulary.
  package struct Naive: Encodable, Sendable {
    package var text: String

    package init(text: String) {
      self.text = text
    }
  }
}
