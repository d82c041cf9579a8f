/// A GGUF file as a configuration and weights by role.
enum GGUFModel {
  /// Reads what the file's metadata say of the model.
  ///
  /// - Throws: ``ModelError/unsupported(path:what:)`` with the architecture's name for one that is
  ///   not gpt2, llama or qwen2.
  static func source(of gguf: GGUFFile) throws(ModelError) -> SourceWeights {
    let path = gguf.file.path
    guard let name = gguf.string("general.architecture") else {
      throw .malformed(path: path, offset: 0, reason: "general.architecture is missing")
    }
    guard ["gpt2", "llama", "qwen2"].contains(name) else {
      throw .unsupported(path: path, what: "the architecture \(name)")
    }
    let configuration = try configuration(of: gguf, name)
    var tensors: [WeightRole: Tensor] = [:]
    for (role, tensorName) in names(configuration) {
      tensors[role] = gguf.tensors[tensorName]
    }
    var divisors: [Float] = []
    if let factors = gguf.tensors["rope_freqs.weight"] {
      divisors = try factors.floats(count: configuration.headSize / 2)
    }
    return SourceWeights(
      configuration: configuration, tensors: tensors, rotaryDivisors: divisors, file: gguf.file)
  }

  private static func configuration(
    of gguf: GGUFFile, _ name: String
  ) throws(ModelError) -> Configuration {
    func required(_ key: String) throws(ModelError) -> Int {
      guard let value = gguf.integer("\(name).\(key)") else {
        throw .malformed(path: gguf.file.path, offset: 0, reason: "\(name).\(key) is missing")
      }
      return Int(value)
    }
    let width = try required("embedding_length")
    let heads = try required("attention.head_count")
    let headSize = gguf.integer("\(name).attention.key_length").map(Int.init)
    if let scaling = gguf.string("\(name).rope.scaling.type"), scaling != "none" {
      throw .unsupported(path: gguf.file.path, what: "rope scaling of type \(scaling)")
    }
    let epsilonKey = name == "gpt2" ? "layer_norm_epsilon" : "layer_norm_rms_epsilon"
    let configuration = Configuration(
      architecture: name == "gpt2" ? .gpt2 : .llama,
      layers: try required("block_count"), width: width, heads: heads,
      keyValueHeads: gguf.integer("\(name).attention.head_count_kv").map(Int.init) ?? heads,
      headSize: headSize ?? (heads > 0 ? width / heads : 0),
      feedForward: try required("feed_forward_length"),
      contextLength: try required("context_length"),
      vocabularySize: gguf.tensors["token_embd.weight"]?.shape.first ?? 0,
      normEpsilon: Float(gguf.real("\(name).attention.\(epsilonKey)") ?? 1e-5),
      rotaryBase: Float(gguf.real("\(name).rope.freq_base") ?? 10000),
      rotaryPairs: name == "qwen2" ? .halves : .adjacent,
      tiedHead: gguf.tensors["output.weight"] == nil)
    let rotated = gguf.integer("\(name).rope.dimension_count").map(Int.init)
    if name != "gpt2", let rotated, rotated != configuration.headSize {
      throw .unsupported(
        path: gguf.file.path, what: "rotation of \(rotated) of \(configuration.headSize) channels")
    }
    try configuration.validate(path: gguf.file.path)
    return configuration
  }

  /// Roles and the names that llama.cpp gives their tensors.
  private static func names(_ configuration: Configuration) -> [(WeightRole, String)] {
    var names: [(WeightRole, String)] = [
      (.tokenEmbedding, "token_embd.weight"), (.positionEmbedding, "position_embd.weight"),
      (.finalNorm, "output_norm.weight"), (.finalNormBias, "output_norm.bias"),
      (.head, "output.weight"),
    ]
    let parts: [(LayerRole, String)] = [
      (.attentionNorm, "attn_norm.weight"), (.attentionNormBias, "attn_norm.bias"),
      (.queryKeyValue, "attn_qkv.weight"), (.queryKeyValueBias, "attn_qkv.bias"),
      (.query, "attn_q.weight"), (.queryBias, "attn_q.bias"),
      (.key, "attn_k.weight"), (.keyBias, "attn_k.bias"),
      (.value, "attn_v.weight"), (.valueBias, "attn_v.bias"),
      (.attentionOut, "attn_output.weight"), (.attentionOutBias, "attn_output.bias"),
      (.feedForwardNorm, "ffn_norm.weight"), (.feedForwardNormBias, "ffn_norm.bias"),
      (.gate, "ffn_gate.weight"), (.up, "ffn_up.weight"), (.upBias, "ffn_up.bias"),
      (.down, "ffn_down.weight"), (.downBias, "ffn_down.bias"),
    ]
    for layer in 0..<configuration.layers {
      names += parts.map { (.layer(layer, $0), "blk.\(layer).\($1)") }
    }
    return names
  }
}
