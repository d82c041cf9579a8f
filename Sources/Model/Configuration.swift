/// The shape of a model and the constants of its layers.
package struct Configuration: Equatable, Sendable {
  /// The family of the forward pass.
  package enum Architecture: String, Sendable {
    /// Learned positions, layer norm with bias, GELU.
    case gpt2
    /// Rotary positions, RMS norm, SwiGLU, grouped queries.
    case llama
  }

  /// Which coordinates of a head a rotary embedding turns together.
  package enum RotaryPairs: String, Sendable {
    /// 2i and 2i + 1: llama weights as GGUF stores them.
    case adjacent
    /// i and i + headSize / 2: as Hugging Face stores them, and Qwen2 everywhere.
    case halves
  }

  /// The family.
  package var architecture: Architecture
  /// The number of blocks, L.
  package var layers: Int
  /// Channels of the residual stream, C.
  package var width: Int
  /// Query heads, H.
  package var heads: Int
  /// Key and value heads; divides ``heads``.
  package var keyValueHeads: Int
  /// Channels of a head, D.
  package var headSize: Int
  /// Hidden units of the feed-forward layer.
  package var feedForward: Int
  /// Positions the model was trained for.
  package var contextLength: Int
  /// Rows of the token embedding, V.
  package var vocabularySize: Int
  /// Added to the variance in norms.
  package var normEpsilon: Float
  /// The base of the rotary angles; unused by gpt2.
  package var rotaryBase: Float
  /// The pairing of rotary coordinates; unused by gpt2.
  package var rotaryPairs: RotaryPairs
  /// Whether the head is the token embedding.
  package var tiedHead: Bool

  /// Queries that share one key and value head.
  package var queriesPerKeyValueHead: Int { heads / keyValueHeads }
  /// Channels of all keys, or all values, of one position.
  package var keyValueWidth: Int { keyValueHeads * headSize }
}
