import Completion
import Foundation
import Healing
import JSONCoding
import Model
import TestSupport
import Tokenizers
import WordVectors

extension HostileTarget {
  /// A GGUF file, its tokenizer included.
  static let gguf = HostileTarget(
    name: "gguf",
    words: ["general.alignment", "tokenizer.ggml.pre", "rope_freqs.weight", "blk.1."],
    head: { 0..<min($0.count, max(64, $0.count - HostileModels.dataBytes)) },
    seeds: { HostileModels.ggufs },
    run: { bytes in try HostileModels.use(bytes.count) { try .load(contents: bytes, options: $0) } }
  )

  /// A model in our own packed format, which a repack cache holds.
  static let packed = HostileTarget(
    name: "packed", head: { 0..<min($0.count, 192) },
    seeds: {
      try HostileModels.ggufs.map { gguf in
        try ModelFixtures.withTemporaryFolder { folder in
          try LanguageModel.load(contents: gguf).writePacked(to: "\(folder)/model.packed")
          return try HostileModels.contents("\(folder)/model.packed")
        }
      }
    },
    run: { bytes in try HostileModels.use(0) { try .load(contents: bytes, options: $0) } })

  /// A line with a `config.json`, and behind it a safetensors file.
  static let safetensors = HostileTarget(
    name: "safetensors",
    words: ["\"BF16\"", "\"dtype\"", "\"rope_type\":\"llama3\"", "\"n_inner\""],
    head: { bytes in
      // The configuration, and the header behind it.
      0..<min(bytes.count, max(64, bytes.count - HostileModels.dataBytes))
    },
    holdsJSON: true,
    mend: { bytes in
      guard let end = bytes.firstIndex(of: 0x0A) else { return bytes }
      return HostileModels.withHeaderLength(bytes, at: end + 1)
    },
    seeds: { try HostileModels.folders() },
    run: { bytes in
      let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
      let (config, weights) = (Array(parts[0]), Array(parts.count > 1 ? parts[1] : []))
      return try HostileModels.use(bytes.count) {
        try .load(config: config, weights: weights, options: $0)
      }
    })

  /// A file of word vectors.
  static let vectors = HostileTarget(
    name: "vectors", words: ["__metadata__", "promptls-vectors", "\"items\""], holdsJSON: true,
    mend: { HostileModels.withHeaderLength($0, at: 0) },
    seeds: {
      try ModelFixtures.withTemporaryFolder { folder in
        let table = VectorTable(
          names: ["a", "b", "é"], counts: [3, 2, 1], dimensions: 2, vectors: [1, 0, 0, 1, 3, 4])
        try table.write(to: "\(folder)/vectors")
        return [try HostileModels.contents("\(folder)/vectors")]
      }
    },
    run: { bytes in
      guard let table = try? VectorTable(contents: bytes) else { return false }
      for number in table.names.indices.prefix(3) {
        _ = table.neighbors(of: [number, 0], count: 4)
        _ = table.number(of: table.names[number])
      }
      return true
    })
}

/// Small models, and how one is used.
enum HostileModels {
  /// About how many bytes of weights the models have.
  static let dataBytes = 6000

  /// The bytes with the length of a safetensors header set to that of the JSON behind it.
  static func withHeaderLength(_ bytes: [UInt8], at place: Int) -> [UInt8] {
    guard place + 8 < bytes.count else { return bytes }
    guard let header = JSONOutline(Array(bytes[(place + 8)...])).places.first?.value else {
      return bytes
    }
    // Blanks pad it.
    let padding = bytes[(place + 8 + header.upperBound)...].prefix { $0 == 0x20 }.count
    var bytes = bytes
    for index in 0..<8 {
      bytes[place + index] = UInt8(
        truncatingIfNeeded: (header.upperBound + padding) >> (8 * index))
    }
    return bytes
  }

  static func contents(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path)))
  }

  /// Loads a model in a way that a number picks, and runs all that is asked of models.
  static func use(
    _ choice: Int, _ load: (LanguageModel.LoadOptions) throws -> LanguageModel
  ) throws -> Bool {
    let kinds = LanguageModel.LoadOptions.Quantization.allCases
    let options = LanguageModel.LoadOptions(quantization: kinds[choice % kinds.count])
    guard let model = try? load(options) else { return false }
    let size = UInt32(model.configuration.vocabularySize)
    let room = min(4, model.configuration.contextLength)
    let context = ContextCache(model: model, byteLimit: 1 << 20).context(for: [0])
    let tokens = (0..<UInt32(room)).map { $0 % 2 == 0 ? size - 1 : $0 % size }
    // Weights may be such that nothing finite comes out.
    guard let logits = try? context.append(tokens) else { return true }
    try BrokenPromise.check(logits.count == Int(size), "\(logits.count) logits of \(size) tokens")
    if let vector = try? model.staticVector(of: size - 1) {
      _ = model.neighbors(of: vector, count: 2)
    }
    if let data = (try? model.tokenizerData()).flatMap(\.self) {
      if let tokenizer = try? Tokenizer(name: "hostile", data) {
        try HostileTokenizers.use(tokenizer)
        try complete(model, Completer(tokenizer: tokenizer, data: data))
      }
    }
    return true
  }

  private static func complete(_ model: LanguageModel, _ completer: Completer) throws {
    var options = CompletionOptions()
    options.maxTokens = 2
    options.logprobs = true
    for temperature: Float in [0, 1] {
      options.sampling.temperature = temperature
      let context = InferenceContext(model: model)
      _ = try? completer.complete([.text([0x61])], options: options, model: context)
    }
  }

  /// GGUF files: each architecture, quantized types, with and without a tokenizer.
  static var ggufs: [[UInt8]] {
    [llama(type: 0), llama(type: 8), llama(type: 14, width: 256), gpt2]
  }

  private static func llama(type: UInt32, width: Int = 32) -> [UInt8] {
    let hidden = 32
    var writer = GGUFWriter()
    writer.string("general.architecture", "llama")
    for (key, value) in [
      ("embedding_length", width), ("attention.head_count", 2), ("attention.head_count_kv", 1),
      ("block_count", 1), ("feed_forward_length", hidden), ("context_length", 32),
      ("attention.key_length", 8),
    ] {
      writer.integer("llama.\(key)", UInt32(value))
    }
    writer.string("tokenizer.ggml.model", "gpt2")
    writer.string("tokenizer.ggml.pre", "llama-bpe")
    writer.strings("tokenizer.ggml.tokens", ["a", "Ġb", "Ċ", "aĠb", "<|end|>"])
    writer.integers("tokenizer.ggml.token_type", [1, 1, 1, 1, 3])
    writer.strings("tokenizer.ggml.merges", ["a Ġb"])
    writer.integer("tokenizer.ggml.eos_token_id", 4)
    for (name, rows) in [
      ("token_embd", 5), ("blk.0.attn_q", 16), ("blk.0.attn_k", 8), ("blk.0.attn_v", 8),
      ("blk.0.ffn_gate", hidden), ("blk.0.ffn_up", hidden),
    ] {
      writer.tensor("\(name).weight", [width, rows], type: type)
    }
    writer.tensor("blk.0.ffn_down.weight", [hidden, width], type: 8)
    writer.tensor("blk.0.attn_output.weight", [16, width], type: 1)
    for name in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"] {
      writer.tensor("\(name).weight", [width])
    }
    return writer.bytes()
  }

  private static var gpt2: [UInt8] {
    var writer = GGUFWriter()
    writer.string("general.architecture", "gpt2")
    for (key, value) in [
      ("embedding_length", 16), ("attention.head_count", 2), ("block_count", 1),
      ("feed_forward_length", 24), ("context_length", 8),
    ] {
      writer.integer("gpt2.\(key)", UInt32(value))
    }
    for (name, shape) in [
      ("token_embd.weight", [16, 7]), ("position_embd.weight", [16, 8]),
      ("output_norm.weight", [16]), ("output_norm.bias", [16]), ("blk.0.attn_norm.weight", [16]),
      ("blk.0.attn_norm.bias", [16]), ("blk.0.attn_qkv.weight", [16, 48]),
      ("blk.0.attn_qkv.bias", [48]), ("blk.0.attn_output.weight", [16, 16]),
      ("blk.0.attn_output.bias", [16]), ("blk.0.ffn_norm.weight", [16]),
      ("blk.0.ffn_norm.bias", [16]), ("blk.0.ffn_up.weight", [16, 24]),
      ("blk.0.ffn_up.bias", [24]), ("blk.0.ffn_down.weight", [24, 16]),
      ("blk.0.ffn_down.bias", [16]),
    ] {
      writer.tensor(name, shape)
    }
    return writer.bytes()
  }

  /// Hugging Face folders, in the form of ``HostileTarget/safetensors``.
  static func folders() throws -> [[UInt8]] {
    let gpt2 = Configuration(
      architecture: .gpt2, layers: 1, width: 16, heads: 2, keyValueHeads: 2, feedForward: 24,
      contextLength: 8, vocabularySize: 7)
    let llama = Configuration(
      architecture: .llama, layers: 1, width: 16, heads: 2, keyValueHeads: 1, feedForward: 24,
      contextLength: 32, vocabularySize: 7)
    return try [gpt2, llama].map { configuration in
      try ModelFixtures.withTemporaryFolder { folder in
        try InitialWeights.write(configuration, to: folder, seed: 71)
        let config = try JSON.parse(try contents("\(folder)/config.json")).text
        return config + [0x0A] + (try contents("\(folder)/model.safetensors"))
      }
    }
  }
}
