import JSONCoding

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads a `config.json`.
struct HuggingFaceConfiguration {
  let json: JSON
  let path: String

  private func required(_ key: String) throws(ModelError) -> Int {
    guard let value = json[key]?.integer else {
      throw .malformed(path: path, offset: 0, reason: "\(key) is missing or not an integer")
    }
    // Nothing that is computed from what fits here can overflow.
    guard (0...Int(Int32.max)).contains(value) else {
      throw .malformed(path: path, offset: 0, reason: "\(key) is \(value)")
    }
    return value
  }

  /// Throws if `key` is there and has none of the values that the forward pass means.
  private func expect(_ key: String, _ meant: [JSON]) throws(ModelError) {
    guard let value = json[key], value != .null, !meant.contains(value) else { return }
    throw .unsupported(path: path, what: "\(key) of \(value)")
  }

  func gpt2() throws(ModelError) -> Configuration {
    try expect("activation_function", [.string("gelu_new"), .string("gelu_pytorch_tanh")])
    try expect("scale_attn_weights", [.bool(true)])
    try expect("scale_attn_by_inverse_layer_idx", [.bool(false)])
    try expect("tie_word_embeddings", [.bool(true)])
    let width = try required("n_embd")
    let heads = try required("n_head")
    let configuration = Configuration(
      architecture: .gpt2, layers: try required("n_layer"), width: width, heads: heads,
      keyValueHeads: heads, headSize: heads > 0 ? width / heads : 0,
      feedForward: json["n_inner"]?.integer ?? 4 * width,
      contextLength: try required(json["n_positions"] == nil ? "n_ctx" : "n_positions"),
      vocabularySize: try required("vocab_size"),
      normEpsilon: Float(json["layer_norm_epsilon"]?.double ?? 1e-5), rotaryBase: 10000,
      rotaryPairs: .halves, tiedHead: true)
    try configuration.validate(path: path)
    return configuration
  }

  func llama() throws(ModelError) -> Configuration {
    try expect("hidden_act", [.string("silu")])
    try expect("use_sliding_window", [.bool(false)])
    let width = try required("hidden_size")
    let heads = try required("num_attention_heads")
    let configuration = Configuration(
      architecture: .llama, layers: try required("num_hidden_layers"), width: width, heads: heads,
      keyValueHeads: json["num_key_value_heads"]?.integer ?? heads,
      headSize: json["head_dim"]?.integer ?? (heads > 0 ? width / heads : 0),
      feedForward: try required("intermediate_size"),
      contextLength: try required("max_position_embeddings"),
      vocabularySize: try required("vocab_size"),
      normEpsilon: Float(json["rms_norm_eps"]?.double ?? 1e-6),
      rotaryBase: Float(
        json["rope_theta"]?.double ?? json["rope_parameters"]?["rope_theta"]?.double ?? 10000),
      rotaryPairs: .halves, tiedHead: json["tie_word_embeddings"]?.bool ?? false)
    try configuration.validate(path: path)
    return configuration
  }

  /// What Llama 3 divides its rotary frequencies by; empty without scaling.
  ///
  /// Source: "rope_type": "llama3" as described for Llama 3.1: frequencies whose wavelength exceeds
  /// the original context are divided by the factor, high ones are kept, between them it fades.
  func rotaryDivisors(_ configuration: Configuration) throws(ModelError) -> [Float] {
    let scaling = json["rope_scaling"]?.object ?? json["rope_parameters"]?.object ?? [:]
    let type = (scaling["rope_type"] ?? scaling["type"])?.string ?? "default"
    if type == "default" { return [] }
    guard type == "llama3", let factor = scaling["factor"]?.double,
      let low = scaling["low_freq_factor"]?.double,
      let high = scaling["high_freq_factor"]?.double,
      let original = scaling["original_max_position_embeddings"]?.double, high > low
    else { throw .unsupported(path: path, what: "rope scaling of type \(type)") }
    let size = Double(configuration.headSize)
    return (0..<configuration.headSize / 2).map { index in
      let frequency = pow(Double(configuration.rotaryBase), -2 * Double(index) / size)
      let wavelength = 2 * Double.pi / frequency
      if wavelength < original / high { return 1 }
      if wavelength > original / low { return Float(factor) }
      let smooth = (original / wavelength - low) / (high - low)
      return Float(1 / ((1 - smooth) / factor + smooth))
    }
  }
}
