import Files
import JSONCoding

/// A Hugging Face folder, `config.json` and safetensors, as a configuration and weights by role.
enum HuggingFaceModel {
  /// Reads a folder, a safetensors file with a `config.json` beside it, or that `config.json`.
  ///
  /// - Throws: ``ModelError/unsupported(path:what:)`` with the model type for one that is not gpt2,
  ///   llama or qwen2.
  static func source(path: String) throws(ModelError) -> SourceWeights {
    let isFolder = File.kind(of: path) == .folder
    let folder = isFolder ? path : String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    func inFolder(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
    let config = try MappedFile(path: inFolder("config.json"))
    var files: [MappedFile] = []
    for name in try shards(path: path, inFolder) { files.append(try MappedFile(path: name)) }
    return try source(config: config, weights: files)
  }

  /// Reads a `config.json` and the safetensors files that belong to it, at least one.
  static func source(
    config: MappedFile, weights: [MappedFile]
  ) throws(ModelError) -> SourceWeights {
    let json = try json(config)
    var tensors: [String: Tensor] = [:]
    for file in weights {
      tensors.merge(try SafetensorsFile(file).tensors) { first, _ in first }
    }
    guard let file = tensors.values.first?.file else {
      throw .malformed(
        path: weights.first?.path ?? config.path, offset: 0, reason: "there are no weights")
    }
    return try source(json, tensors, file, path: config.path)
  }

  private static func shards(
    path: String, _ inFolder: (String) -> String
  ) throws(ModelError) -> [String] {
    if path.hasSuffix(".safetensors") { return [path] }
    let whole = inFolder("model.safetensors")
    let index = inFolder("model.safetensors.index.json")
    guard File.kind(of: whole) == nil, File.kind(of: index) != nil else { return [whole] }
    let map = try json(MappedFile(path: index))["weight_map"]?.object ?? [:]
    let names = map.values.compactMap(\.string)
    // A shard is a file of the folder; a name that leads out of it is not followed.
    guard !names.isEmpty, !names.contains(where: { $0.contains("/") }) else {
      throw .malformed(path: index, offset: 0, reason: "weight_map does not name files")
    }
    return Set(names).sorted().map(inFolder)
  }

  private static func json(_ file: MappedFile) throws(ModelError) -> JSON {
    let size = unsafe file.bytes.count
    guard size <= SafetensorsFile.longestHeader else {
      throw .malformed(path: file.path, offset: 0, reason: "\(size) bytes are no configuration")
    }
    do {
      return try JSON.parse(
        unsafe [UInt8](file.bytes), mostValues: SafetensorsFile.mostValues)
    } catch {
      throw .malformed(path: file.path, offset: error.offset, reason: error.reason)
    }
  }

  private static func source(
    _ config: JSON, _ named: [String: Tensor], _ file: MappedFile, path: String
  ) throws(ModelError) -> SourceWeights {
    let type = config["model_type"]?.string ?? "(no model_type)"
    let reader = HuggingFaceConfiguration(json: config, path: path)
    switch type {
    case "gpt2":
      let configuration = try reader.gpt2()
      return SourceWeights(
        configuration: configuration,
        tensors: tensors(
          named, prefix: "transformer.", layers: configuration.layers, ends: gpt2Ends,
          layer: "h", parts: gpt2Parts),
        transposed: [.queryKeyValue, .attentionOut, .up, .down], file: file)
    case "llama", "qwen2":
      var configuration = try reader.llama()
      configuration.tiedHead = configuration.tiedHead || named["lm_head.weight"] == nil
      return SourceWeights(
        configuration: configuration,
        tensors: tensors(
          named, prefix: "model.", layers: configuration.layers, ends: llamaEnds,
          layer: "layers", parts: llamaParts),
        rotaryDivisors: try reader.rotaryDivisors(configuration), file: file)
    default:
      throw .unsupported(path: path, what: "the model type \(type)")
    }
  }

  private static func tensors(
    _ named: [String: Tensor], prefix: String, layers: Int, ends: [(WeightRole, String)],
    layer: String, parts: [(LayerRole, String)]
  ) -> [WeightRole: Tensor] {
    var tensors: [WeightRole: Tensor] = [:]
    func add(_ role: WeightRole, _ name: String) {
      tensors[role] = named[prefix + name] ?? named[name]
    }
    for (role, name) in ends { add(role, name) }
    for index in 0..<layers {
      for (part, name) in parts { add(.layer(index, part), "\(layer).\(index).\(name)") }
    }
    return tensors
  }

  static let gpt2Ends: [(WeightRole, String)] = [
    (.tokenEmbedding, "wte.weight"), (.positionEmbedding, "wpe.weight"),
    (.finalNorm, "ln_f.weight"), (.finalNormBias, "ln_f.bias"),
  ]
  static let gpt2Parts: [(LayerRole, String)] = [
    (.attentionNorm, "ln_1.weight"), (.attentionNormBias, "ln_1.bias"),
    (.queryKeyValue, "attn.c_attn.weight"), (.queryKeyValueBias, "attn.c_attn.bias"),
    (.attentionOut, "attn.c_proj.weight"), (.attentionOutBias, "attn.c_proj.bias"),
    (.feedForwardNorm, "ln_2.weight"), (.feedForwardNormBias, "ln_2.bias"),
    (.up, "mlp.c_fc.weight"), (.upBias, "mlp.c_fc.bias"),
    (.down, "mlp.c_proj.weight"), (.downBias, "mlp.c_proj.bias"),
  ]
  static let llamaEnds: [(WeightRole, String)] = [
    (.tokenEmbedding, "embed_tokens.weight"), (.finalNorm, "norm.weight"),
    (.head, "lm_head.weight"),
  ]
  static let llamaParts: [(LayerRole, String)] = [
    (.attentionNorm, "input_layernorm.weight"),
    (.query, "self_attn.q_proj.weight"), (.queryBias, "self_attn.q_proj.bias"),
    (.key, "self_attn.k_proj.weight"), (.keyBias, "self_attn.k_proj.bias"),
    (.value, "self_attn.v_proj.weight"), (.valueBias, "self_attn.v_proj.bias"),
    (.attentionOut, "self_attn.o_proj.weight"),
    (.feedForwardNorm, "post_attention_layernorm.weight"),
    (.gate, "mlp.gate_proj.weight"), (.up, "mlp.up_proj.weight"),
    (.down, "mlp.down_proj.weight"),
  ]
}
