import Foundation
import Model
import TestSupport
import Testing

@Suite struct FileFormatTests {
  @Test func `a packed model gives the same bits as the model it was packed from`() throws {
    for configuration in [RandomModel.llama, RandomModel.gpt2] {
      for quantization in [LanguageModel.LoadOptions.Quantization.asStored, .int8, .int4] {
        let (model, _) = try RandomModel.load(configuration, seed: 43, quantization: quantization)
        try ModelFixtures.withTemporaryFolder { folder in
          try model.writePacked(to: "\(folder)/model.packed")
          let packed = try LanguageModel.load(path: "\(folder)/model.packed")
          #expect(packed.configuration == model.configuration)
          #expect(packed.bytesResident == 0)
          #expect(throws: ModelError.self) {
            try LanguageModel.load(
              path: "\(folder)/model.packed",
              options: LanguageModel.LoadOptions(quantization: .int4))
          }
          let tokens = (0..<20).map { UInt32($0 * 3 % 80) }
          let expected = try InferenceContext(model: model).allLogits(tokens)
          #expect(try InferenceContext(model: packed).allLogits(tokens) == expected)
        }
      }
    }
    let untied = try LanguageModel.load(path: "\(ModelFixtures.folder)/llama-tiny")
    try ModelFixtures.withTemporaryFolder { folder in
      try untied.writePacked(to: "\(folder)/model.packed")
      let packed = try LanguageModel.load(path: "\(folder)/model.packed")
      let expected = try InferenceContext(model: untied).allLogits([5, 6, 7])
      #expect(try InferenceContext(model: packed).allLogits([5, 6, 7]) == expected)
    }
  }

  /// A small GGUF file of the llama architecture: one layer, everything in F32.
  private func smallGGUF(_ change: (inout GGUFWriter) -> Void = { _ in }) -> [UInt8] {
    var writer = GGUFWriter()
    writer.string("general.architecture", "llama")
    for (key, value) in [
      ("embedding_length", 16), ("attention.head_count", 2), ("block_count", 1),
      ("feed_forward_length", 24), ("context_length", 32),
    ] {
      writer.integer("llama.\(key)", UInt32(value))
    }
    writer.string("tokenizer.ggml.model", "gpt2")
    writer.strings("tokenizer.ggml.tokens", ["a", "Ġb", "Ċ", "ab"])
    writer.strings("tokenizer.ggml.merges", ["a Ġb"])
    for (name, shape) in [
      ("token_embd.weight", [16, 4]), ("output_norm.weight", [16]),
      ("blk.0.attn_norm.weight", [16]), ("blk.0.attn_q.weight", [16, 16]),
      ("blk.0.attn_k.weight", [16, 16]), ("blk.0.attn_v.weight", [16, 16]),
      ("blk.0.attn_output.weight", [16, 16]), ("blk.0.ffn_norm.weight", [16]),
      ("blk.0.ffn_gate.weight", [16, 24]), ("blk.0.ffn_up.weight", [16, 24]),
      ("blk.0.ffn_down.weight", [24, 16]),
    ] {
      writer.tensor(name, shape)
    }
    change(&writer)
    return writer.bytes()
  }

  private func load(_ bytes: [UInt8]) throws -> LanguageModel {
    try ModelFixtures.withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: "\(folder)/model.gguf"))
      return try LanguageModel.load(path: "\(folder)/model.gguf")
    }
  }

  @Test func `a small GGUF file loads with its tokenizer`() throws {
    let model = try load(smallGGUF())
    #expect(model.configuration.vocabularySize == 4)
    let data = try #require(try model.tokenizerData())
    #expect(data.tokens.map { String(decoding: $0, as: UTF8.self) } == ["a", " b", "\n", "ab"])
    #expect(data.merges == [TokenizerData.Merge(left: [0x61], right: [0x20, 0x62])])
    #expect(try InferenceContext(model: model).append([0, 1, 2, 3]).count == 4)
  }

  // What the decoders give is held against the reference elsewhere; here it is what the whole model
  // computes with. Activations are rounded to 8 bits beside quantized weights.
  @Test(arguments: [1, 2, 3, 8, 12, 13, 14, 30] as [UInt32])
  func `a model of each tensor type computes with what its decoder says`(type: UInt32) throws {
    var writer = GGUFWriter()
    writer.string("general.architecture", "llama")
    for (key, value) in [
      ("embedding_length", 256), ("attention.head_count", 4), ("attention.head_count_kv", 2),
      ("block_count", 1), ("feed_forward_length", 256), ("context_length", 32),
    ] {
      writer.integer("llama.\(key)", UInt32(value))
    }
    for (name, rows) in [
      ("token_embd", 48), ("blk.0.attn_q", 256), ("blk.0.attn_k", 128), ("blk.0.attn_v", 128),
      ("blk.0.attn_output", 256), ("blk.0.ffn_gate", 256), ("blk.0.ffn_up", 256),
      ("blk.0.ffn_down", 256), ("output", 48),
    ] {
      writer.tensor("\(name).weight", [256, rows], type: type)
    }
    for name in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"] {
      writer.tensor("\(name).weight", [256])
    }
    try ModelFixtures.withTemporaryFolder { folder in
      try Data(writer.bytes()).write(to: URL(filePath: "\(folder)/model.gguf"))
      func logits(_ quantization: LanguageModel.LoadOptions.Quantization) throws -> [[Float]] {
        let model = try LanguageModel.load(
          path: "\(folder)/model.gguf",
          options: LanguageModel.LoadOptions(quantization: quantization))
        return try InferenceContext(model: model).allLogits([1, 2, 3, 4, 5, 6])
      }
      #expect(try cosine(logits(.asStored), logits(.float32)) > 0.9995)
    }
  }

  @Test func `a file cut anywhere is refused`() throws {
    let whole = smallGGUF()
    for end in Array(stride(from: 0, to: whole.count, by: 37)) + [whole.count - 1] {
      #expect(throws: ModelError.self) { try load(Array(whole[..<end])) }
    }
  }

  @Test func `a file with a flipped bit is refused or loads`() throws {
    let whole = smallGGUF()
    var random = SplitMix64(seed: 47)
    for _ in 0..<800 {
      var broken = whole
      // Most of the structure stands in front.
      let place = Int(random.next() % 1200)
      broken[place] ^= UInt8(1 << (random.next() % 8))
      guard let model = try? load(broken) else { continue }
      _ = try? model.tokenizerData()
      _ = try? InferenceContext(model: model, capacity: 16).append([0, 1])
    }
  }

  private func refusal(_ change: (inout GGUFWriter) -> Void) -> String {
    do {
      _ = try load(smallGGUF(change))
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func `an embedding of another shape than the model is refused, whoever has the head`() {
    let narrow = refusal { writer in
      writer.tensors[0].shape = [8, 4]
      writer.tensor("output.weight", [16, 4])
    }
    #expect(narrow.contains("token_embd.weight is [4, 8], the configuration wants [4, 16]"))
  }

  @Test func `a model that is mostly padding is refused`() {
    // Two bytes a row in the file, sixty-four in memory.
    let hollow = refusal { writer in
      writer.metadata[1] = writer.integerEntry("llama.embedding_length", 1)
      writer.metadata.append(writer.integerEntry("llama.attention.key_length", 2))
      for index in writer.tensors.indices {
        writer.tensors[index].shape[0] = 1
        writer.tensors[index].type = 1
      }
      writer.tensors[0].shape = [1, 400_000]
      writer.tensors = writer.tensors.filter { $0.name == "token_embd.weight" }
      for (name, shape) in [
        ("output_norm", [1]), ("blk.0.attn_norm", [1]), ("blk.0.attn_q", [1, 4]),
        ("blk.0.attn_k", [1, 4]), ("blk.0.attn_v", [1, 4]), ("blk.0.attn_output", [4, 1]),
        ("blk.0.ffn_norm", [1]), ("blk.0.ffn_gate", [1, 24]), ("blk.0.ffn_up", [1, 24]),
        ("blk.0.ffn_down", [24, 1]),
      ] {
        writer.tensor("\(name).weight", shape)
      }
    }
    #expect(hollow.contains("would take the room of"))
  }

  @Test func `weights that give no numbers end in an error`() throws {
    var bytes = smallGGUF()
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    let model = try load(bytes)
    #expect(throws: ModelError.notFinite) { try InferenceContext(model: model).append([1]) }
  }

  @Test func `a file that is cut while it is mapped ends in an error, not in a signal`() throws {
    try ModelFixtures.withTemporaryFolder { folder in
      let path = "\(folder)/model.gguf"
      try Data(smallGGUF()).write(to: URL(filePath: path))
      let model = try LanguageModel.load(path: path)
      _ = try InferenceContext(model: model).append([0])
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.truncate(atOffset: 0)
      let error = #expect(throws: ModelError.self) {
        try InferenceContext(model: model).append([0])
      }
      #expect("\(String(describing: error))".contains("became shorter"))
      #expect(throws: ModelError.self) { try model.staticVector(of: 1) }
    }
  }

  @Test func `what is not supported is named`() throws {
    func message(_ change: (inout GGUFWriter) -> Void) -> String {
      do {
        _ = try load(smallGGUF(change)).tokenizerData()
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message { $0.replaceString("llama", with: "gemma3") }.contains("gemma3"))
    #expect(message { $0.string("llama.rope.scaling.type", "yarn") }.contains("yarn"))
    #expect(message { $0.tensor("extra", [256], type: 16) }.contains("type number 16"))
    #expect(message { $0.tensors.removeLast() }.contains("down"))
  }

  @Test func `a packed file cut or changed is refused`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 53, quantization: .int8)
    try ModelFixtures.withTemporaryFolder { folder in
      let path = "\(folder)/model.packed"
      try model.writePacked(to: path)
      let whole = try Data(contentsOf: URL(filePath: path))
      for end in [0, 8, 11, 40, 64, 90, 128, whole.count / 2, whole.count - 1] {
        try whole[..<end].write(to: URL(filePath: path))
        #expect(throws: ModelError.self) { try LanguageModel.load(path: path) }
      }
      var random = SplitMix64(seed: 59)
      for _ in 0..<300 {
        var broken = whole
        broken[8 + Int(random.next() % 120)] ^= UInt8(1 << (random.next() % 8))
        try broken.write(to: URL(filePath: path))
        guard let model = try? LanguageModel.load(path: path) else { continue }
        _ = try? InferenceContext(model: model, capacity: 4).append([0])
      }
    }
  }

  @Test func `broken folders are refused`() throws {
    let fixture = "\(ModelFixtures.folder)/gpt2-tiny"
    let config = try String(contentsOfFile: "\(fixture)/config.json", encoding: .utf8)
    let weights = try Data(contentsOf: URL(filePath: "\(fixture)/model.safetensors"))
    func message(config: String, weights: Data) throws -> String {
      try ModelFixtures.withTemporaryFolder { folder in
        try config.write(toFile: "\(folder)/config.json", atomically: true, encoding: .utf8)
        try weights.write(to: URL(filePath: "\(folder)/model.safetensors"))
        do {
          _ = try LanguageModel.load(path: folder)
          return "loaded"
        } catch {
          return "\(error)"
        }
      }
    }
    #expect(try message(config: config, weights: weights) == "loaded")
    #expect(try message(config: config + "}", weights: weights).contains("text after the value"))
    #expect(
      try message(
        config: config.replacing("\"gpt2\"", with: "\"bert\""), weights: weights
      ).contains("bert"))
    #expect(
      try message(
        config: config.replacing("\"n_embd\": 24", with: "\"n_embd\": 30"), weights: weights
      ).contains("wants"))
    for end in [0, 7, 8, 100, weights.count - 1] {
      #expect(try message(config: config, weights: weights[..<end]) != "loaded")
    }
  }
}
