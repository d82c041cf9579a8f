/// What a model of a configuration is made of, in the order of the run of weights.
enum WeightPlan {
  /// A piece before its format is known.
  struct Entry {
    var role: WeightRole
    var shape: [Int]
    /// Whether a model may lack it.
    var isOptional = false

    var isMatrix: Bool { shape.count == 2 && role != .positionEmbedding }
  }

  /// Every piece that a model of this shape has or may have.
  ///
  /// `hasOwnEmbedding` says whether the token embedding is a matrix of its own beside the head.
  static func entries(
    of configuration: Configuration, hasOwnEmbedding: Bool
  ) -> [Entry] {
    let width = configuration.width
    let embedding = [configuration.vocabularySize, width]
    var entries: [Entry] = []
    if hasOwnEmbedding { entries.append(Entry(role: .tokenEmbedding, shape: embedding)) }
    if configuration.architecture == .gpt2 {
      entries.append(Entry(role: .positionEmbedding, shape: [configuration.contextLength, width]))
    }
    for layer in 0..<configuration.layers {
      let parts =
        configuration.architecture == .gpt2
        ? gpt2Layer(configuration) : llamaLayer(configuration)
      entries += parts.map { part, shape, isOptional in
        Entry(role: .layer(layer, part), shape: shape, isOptional: isOptional)
      }
    }
    entries.append(Entry(role: .finalNorm, shape: [width]))
    if configuration.architecture == .gpt2 {
      entries.append(Entry(role: .finalNormBias, shape: [width]))
    }
    entries.append(Entry(role: .head, shape: embedding))
    return entries
  }

  private static func gpt2Layer(
    _ configuration: Configuration
  ) -> [(LayerRole, [Int], Bool)] {
    let width = configuration.width
    let hidden = configuration.feedForward
    return [
      (.attentionNorm, [width], false), (.attentionNormBias, [width], false),
      (.queryKeyValue, [3 * width, width], false), (.queryKeyValueBias, [3 * width], false),
      (.attentionOut, [width, width], false), (.attentionOutBias, [width], false),
      (.feedForwardNorm, [width], false), (.feedForwardNormBias, [width], false),
      (.up, [hidden, width], false), (.upBias, [hidden], false),
      (.down, [width, hidden], false), (.downBias, [width], false),
    ]
  }

  private static func llamaLayer(
    _ configuration: Configuration
  ) -> [(LayerRole, [Int], Bool)] {
    let width = configuration.width
    let hidden = configuration.feedForward
    let queries = configuration.heads * configuration.headSize
    let keys = configuration.keyValueWidth
    return [
      (.attentionNorm, [width], false),
      (.query, [queries, width], false), (.queryBias, [queries], true),
      (.key, [keys, width], false), (.keyBias, [keys], true),
      (.value, [keys, width], false), (.valueBias, [keys], true),
      (.attentionOut, [width, queries], false),
      (.feedForwardNorm, [width], false),
      (.gate, [hidden, width], false), (.up, [hidden, width], false),
      (.down, [width, hidden], false),
    ]
  }
}
