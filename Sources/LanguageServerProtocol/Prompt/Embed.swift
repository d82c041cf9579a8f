package import JSONCoding

/// `promptls/embed`: a text as vectors.
package enum EmbedRequest: Request {
  package static let method = "promptls/embed"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    package var model: String?
    package var layer: Layer?
    package var pooling: Pooling?
    package var specialTokens: SpecialTokensOption?
  }

  package enum Layer: String, Codable, CaseIterable, Sendable {
    /// The row of the token embedding: the same wherever the token stands.
    case `static`
    /// The state of the last layer: the token in its context.
    case contextual
  }

  package enum Pooling: String, Decodable, CaseIterable, Sendable {
    /// A vector a token.
    case none
    /// Their mean, one vector for the text.
    case mean
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var model: String
    package var dimensions: Int
    package var vectors: [[Float]]
    /// The tokens, where each has a vector.
    package var tokens: [UInt32]?

    package init(
      version: Int?, model: String, dimensions: Int, vectors: [[Float]], tokens: [UInt32]?
    ) {
      self.version = version
      self.model = model
      self.dimensions = dimensions
      self.vectors = vectors
      self.tokens = tokens
    }
  }
}

/// `promptls/neighbors`: the tokens that a model, or the items that learned vectors, hold for most
/// alike.
package enum NeighborsRequest: Request {
  package static let method = "promptls/neighbors"

  package struct Params: Decodable, Sendable {
    /// A token's text or id.
    package var token: JSON
    package var k: Int?
    package var model: String?
    /// A file of `promptls train embeddings`, to be asked in place of a model; `token` is then an
    /// item's name or number.
    package var embeddings: String?
  }

  package struct Result: Encodable, Sendable {
    package var neighbors: [Neighbor]

    package init(neighbors: [Neighbor]) {
      self.neighbors = neighbors
    }
  }

  package struct Neighbor: Encodable, Sendable {
    package var id: UInt32
    package var text: String
    package var cosine: Double

    package init(id: UInt32, text: String, cosine: Double) {
      self.id = id
      self.text = text
      self.cosine = cosine
    }
  }
}
