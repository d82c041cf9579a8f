#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

/// Models that have learned nothing: what training starts from.
package enum InitialWeights {
  /// Writes a folder of `model.safetensors` and `config.json` with weights drawn from a seed.
  ///
  /// Matrices are drawn from N(0, 0.02), those that write to the residual stream from
  /// N(0, 0.02 / sqrt(2 L)), biases are 0 and norms 1, as Hugging Face initializes GPT-2. The
  /// cross-entropy of any text is then about ln V.
  ///
  /// - Parameters:
  ///   - configuration: The shape; the head must be tied.
  ///   - folder: Made if it is not there.
  ///   - seed: Same seed, same weights.
  /// - Throws: ``ModelError/unreadable(path:reason:)`` if a file cannot be written.
  /// - Complexity: 3 s for the 124 million weights of the smallest GPT-2.
  package static func write(
    _ configuration: Configuration, to folder: String, seed: UInt64
  ) throws(ModelError) {
    do throws(FileError) {
      try File.makeFolder(folder)
      try File.write(Array(json(configuration).utf8), to: "\(folder)/config.json")
    } catch {
      throw ModelError(error)
    }
    let entries = tensors(of: configuration)
    var writer = SafetensorsWriter()
    for entry in entries { writer.announce(entry.name, shape: entry.shape) }
    var normal = NormalDistribution(seed: seed)
    try writer.write(to: "\(folder)/model.safetensors") { index in
      let entry = entries[index]
      let count = entry.shape.reduce(1, *)
      guard entry.deviation > 0 else { return [Float](repeating: entry.mean, count: count) }
      return [Float](capacity: count) { output in
        for _ in 0..<count { output.append(entry.mean + entry.deviation * normal.next()) }
      }
    }
  }

  private struct Entry {
    var name: String
    var shape: [Int]
    var mean: Float
    var deviation: Float
  }

  private static func tensors(of configuration: Configuration) -> [Entry] {
    let isGPT2 = configuration.architecture == .gpt2
    let ends = isGPT2 ? HuggingFaceModel.gpt2Ends : HuggingFaceModel.llamaEnds
    let parts = isGPT2 ? HuggingFaceModel.gpt2Parts : HuggingFaceModel.llamaParts
    let residual = 0.02 / Float(2 * configuration.layers).squareRoot()
    var entries: [Entry] = []
    for planned in WeightPlan.entries(of: configuration, hasOwnEmbedding: true) {
      var name: String?
      var transposes = false
      var deviation: Float = planned.shape.count == 2 ? 0.02 : 0
      if case .layer(let layer, let part) = planned.role {
        name = parts.first { $0.0 == part }.map {
          isGPT2 ? "h.\(layer).\($0.1)" : "model.layers.\(layer).\($0.1)"
        }
        transposes = isGPT2 && planned.isMatrix
        if part == .attentionOut || part == .down { deviation = residual }
      } else if planned.role != .head {
        name = ends.first { $0.0 == planned.role }.map { isGPT2 ? $0.1 : "model.\($0.1)" }
      }
      guard let name, !planned.isOptional else { continue }
      entries.append(
        Entry(
          name: name, shape: transposes ? planned.shape.reversed() : planned.shape,
          mean: planned.shape.count == 1 && name.hasSuffix("weight") ? 1 : 0,
          deviation: deviation))
    }
    return entries
  }

  private static func json(_ shape: Configuration) -> String {
    switch shape.architecture {
    case .gpt2:
      """
      {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_layer": \(shape.layers),
       "n_embd": \(shape.width), "n_head": \(shape.heads), "n_inner": \(shape.feedForward),
       "n_positions": \(shape.contextLength), "n_ctx": \(shape.contextLength),
       "vocab_size": \(shape.vocabularySize), "layer_norm_epsilon": \(shape.normEpsilon),
       "activation_function": "gelu_new", "tie_word_embeddings": true}

      """
    case .llama:
      """
      {"model_type": "llama", "architectures": ["LlamaForCausalLM"],
       "num_hidden_layers": \(shape.layers), "hidden_size": \(shape.width),
       "num_attention_heads": \(shape.heads), "num_key_value_heads": \(shape.keyValueHeads),
       "head_dim": \(shape.headSize), "intermediate_size": \(shape.feedForward),
       "max_position_embeddings": \(shape.contextLength), "vocab_size": \(shape.vocabularySize),
       "rms_norm_eps": \(shape.normEpsilon), "rope_theta": \(shape.rotaryBase),
       "hidden_act": "silu", "tie_word_embeddings": true}

      """
    }
  }
}

extension Configuration {
  /// GPT-2 of 124 million weights.
  package static let gpt2Small = Configuration(
    architecture: .gpt2, layers: 12, width: 768, heads: 12, keyValueHeads: 12, headSize: 64,
    feedForward: 3072, contextLength: 1024, vocabularySize: 50257, normEpsilon: 1e-5,
    rotaryBase: 10000, rotaryPairs: .halves, tiedHead: true)

  /// Makes a shape from its numbers.
  package init(
    architecture: Architecture, layers: Int, width: Int, heads: Int, keyValueHeads: Int,
    feedForward: Int, contextLength: Int, vocabularySize: Int
  ) {
    self.init(
      architecture: architecture, layers: layers, width: width, heads: heads,
      keyValueHeads: keyValueHeads, headSize: width / heads, feedForward: feedForward,
      contextLength: contextLength, vocabularySize: vocabularySize, normEpsilon: 1e-5,
      rotaryBase: 10000, rotaryPairs: .halves, tiedHead: true)
  }
}

/// Numbers of mean 0 and deviation 1.
///
/// Source: Box and Muller 1958, "A note on the generation of random normal deviates".
struct NormalDistribution {
  private var generator: SplitMix64
  private var spare: Float?

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  mutating func next() -> Float {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = (-2 * log(1 - generator.nextUnit())).squareRoot()
    let angle = 2 * Double.pi * generator.nextUnit()
    spare = Float(radius * sin(angle))
    return Float(radius * cos(angle))
  }
}
