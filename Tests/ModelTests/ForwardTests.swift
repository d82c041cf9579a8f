import Model
import TestSupport
import Testing

@Suite struct ForwardTests {
  @Test(arguments: [RandomModel.llama, RandomModel.gpt2])
  func `agrees with the definition`(configuration: Configuration) throws {
    let (model, definition) = try RandomModel.load(configuration, seed: 3)
    var random = SplitMix64(seed: 5)
    let tokens = (0..<50).map { _ in
      UInt32(random.next() % UInt64(configuration.vocabularySize))
    }
    let logits = try InferenceContext(model: model).allLogits(tokens)
    let expected = definition.logits(tokens.map(Int.init))
    for (found, wanted) in zip(logits, expected) {
      for (one, other) in zip(found, wanted) { #expect(abs(Double(one) - other) < 1e-4) }
    }
  }

  @Test(arguments: ["gpt2-tiny", "gpt2-tiny-shards", "llama-tiny", "llama3-tiny", "qwen2-tiny"])
  func `agrees with transformers`(name: String) throws {
    try expect("\(name)", toHaveTheLogitsOf: name)
  }

  /// The files were held against llama.cpp when they were made.
  @Test(arguments: ["gpt2-tiny", "llama-tiny", "llama3-tiny", "qwen2-tiny"])
  func `agrees with transformers on a GGUF file`(name: String) throws {
    try expect("\(name)/model.gguf", toHaveTheLogitsOf: name)
  }

  private func expect(_ path: String, toHaveTheLogitsOf name: String) throws {
    let model = try LanguageModel.load(path: "\(ModelFixtures.folder)/\(path)")
    let lines = try ModelFixtures.lines("\(name)/logits.txt")
    let tokens: [UInt32] = ModelFixtures.numbers(lines[0])
    let logits = try InferenceContext(model: model).allLogits(tokens)
    #expect(logits.count == 40)
    // Keys and values are halves where weights are.
    let tolerance: Float = model.weightFormat == "F32" ? 1e-4 : 3e-3
    for (row, line) in zip(logits, lines.dropFirst()) {
      let expected: [Float] = ModelFixtures.numbers(line)
      #expect(row.count == expected.count)
      for (one, other) in zip(row, expected) { #expect(abs(one - other) < tolerance) }
    }
  }

  @Test(
    arguments: [RandomModel.llama, RandomModel.gpt2],
    [LanguageModel.LoadOptions.Quantization.asStored, .int8, .int4])
  func `every way to the same sequence gives the same bits`(
    configuration: Configuration, quantization: LanguageModel.LoadOptions.Quantization
  ) throws {
    let (model, _) = try RandomModel.load(configuration, seed: 11, quantization: quantization)
    var random = SplitMix64(seed: 13)
    let tokens = (0..<180).map { _ in
      UInt32(random.next() % UInt64(configuration.vocabularySize))
    }
    let whole = try InferenceContext(model: model).allLogits(tokens)
    for parallelism in [Parallelism.serial, scrambled] {
      let context = InferenceContext(model: model, parallelism: parallelism)
      var position = 0
      while position < tokens.count {
        let count = min(1 + Int(random.next() % 40), tokens.count - position)
        let logits = try context.append(tokens[position..<position + count])
        position += count
        #expect(logits == whole[position - 1])
        if random.next() % 8 == 0 {
          position -= Int(random.next() % UInt64(count))
          context.truncate(to: position)
        }
      }
    }
    let single = InferenceContext(model: model)
    for (index, token) in tokens.enumerated() {
      #expect(try single.append([token]) == whole[index])
    }
  }

  @Test func `every instruction set gives the same bits`() throws {
    for configuration in [RandomModel.llama, RandomModel.gpt2] {
      for quantization in [LanguageModel.LoadOptions.Quantization.asStored, .int8, .int4] {
        let (model, _) = try RandomModel.load(configuration, seed: 17, quantization: quantization)
        let tokens = (0..<40).map { UInt32($0 * 7 % 80) }
        let scalar = try #require(Kernels.named("scalar"))
        let expected = try InferenceContext(model: model, kernels: scalar).allLogits(tokens)
        for name in Kernels.all.dropFirst().map(\.name) {
          guard let kernels = Kernels.named(name) else { continue }
          let logits = try InferenceContext(model: model, kernels: kernels).allLogits(tokens)
          #expect(logits == expected, "\(name), \(quantization)")
        }
      }
    }
  }

  /// The random weights are as large as no trained model's; a real one stays nearer.
  @Test func `quantized models stay near the exact one`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 19)
    let tokens = (0..<60).map { UInt32($0 * 7 % 80) }
    let exact = try InferenceContext(model: model).allLogits(tokens)
    for (quantization, least) in [
      (LanguageModel.LoadOptions.Quantization.int8, 0.999), (.int4, 0.93),
    ] {
      let (model, _) = try RandomModel.load(
        RandomModel.llama, seed: 19, quantization: quantization)
      let rough = try InferenceContext(model: model).allLogits(tokens)
      #expect(cosine(exact, rough) > least)
    }
  }
}

/// The cosine of the angle between two batches of logits, each taken as one vector.
func cosine(_ one: [[Float]], _ other: [[Float]]) -> Double {
  func dot(_ one: [[Float]], _ other: [[Float]]) -> Double {
    zip(one.joined(), other.joined()).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  return dot(one, other) / (dot(one, one) * dot(other, other)).squareRoot()
}
