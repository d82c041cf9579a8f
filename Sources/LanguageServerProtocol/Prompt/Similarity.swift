/// `promptls/similarity`: how alike a text is to others.
package enum SimilarityRequest: Request {
  package static let method = "promptls/similarity"
  package typealias Params = TextParams<Options>

  package struct Options: Decodable, Sendable {
    /// The texts that the text is compared with.
    package var others: [String]
    package var model: String?
    package var layer: EmbedRequest.Layer?
    package var specialTokens: SpecialTokensOption?
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var model: String
    package var layer: EmbedRequest.Layer
    /// The cosine of the angle between the texts' mean vectors, for each of the others in order;
    /// null for a text without tokens, which has no direction.
    package var similarities: [Double?]

    package init(
      version: Int?, model: String, layer: EmbedRequest.Layer, similarities: [Double?]
    ) {
      self.version = version
      self.model = model
      self.layer = layer
      self.similarities = similarities
    }
  }
}
