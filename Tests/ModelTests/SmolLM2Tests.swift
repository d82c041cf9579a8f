import Foundation
import Model
import TestSupport
import Testing

/// A real model; runs when `Tests/Tools/models/fetch-smollm2` has been run.
@Suite(.enabled(if: ModelFixtures.smolLM2 != nil), .serialized) struct SmolLM2Tests {
  private static let cores = Parallelism(width: ProcessInfo.processInfo.activeProcessorCount) {
    count, grain, body in
    scrambled.run(count, max(grain, count / 8), body)
  }

  private func load(
    _ quantization: LanguageModel.LoadOptions.Quantization = .asStored
  ) throws -> LanguageModel {
    let path = try #require(ModelFixtures.smolLM2)
    return try LanguageModel.load(
      path: path,
      options: LanguageModel.LoadOptions(quantization: quantization, parallelism: Self.cores))
  }

  // In single precision nothing is rounded but the last bits of sums: the reference's text is ours,
  // all of it, though its two best logits are once only 0.0007 apart. Prompt and answer are read at
  // once, which gives the same bits as token by token.
  @Test func `is transformers' model to within float error`() throws {
    let model = try load(.float32)
    #expect(model.weightFormat == "F32 from Q4_1")
    let prompts = try ModelFixtures.lines("smollm2.txt").dropFirst().dropLast()
    let lines = try ModelFixtures.lines("smollm2-f32.txt").dropFirst().dropLast()
    #expect(lines.count == 10 * 4)
    var furthest: Float = 0
    for index in 0..<lines.count / 4 {
      let prompt: [UInt32] = ModelFixtures.numbers(prompts[prompts.startIndex + 3 * index])
      let answer = Array(lines.dropFirst(4 * index).prefix(4))
      let expected: [UInt32] = ModelFixtures.numbers(answer[0])
      let context = InferenceContext(model: model, capacity: 512, parallelism: Self.cores)
      let logits = try context.allLogits(prompt + expected).dropFirst(prompt.count - 1).dropLast()
      #expect(
        logits.compactMap { Sampler.greatest($0).map(UInt32.init) } == expected, "prompt \(index)")
      for (line, position) in zip(answer.dropFirst(), [0, 15, 31]) {
        let row = logits[logits.startIndex + position]
        let sampled: [Float] = ModelFixtures.numbers(line)
        #expect(sampled.count == 99)
        for (id, logit) in sampled.enumerated() {
          furthest = max(furthest, abs(row[id * 499] - logit))
        }
      }
    }
    #expect(furthest < 1e-3)
  }

  // llama.cpp and this engine round activations to 8 bits, each after its own order of sums. A last
  // bit flips a rounding, roundings flip more of them, and after 30 layers logits differ by some
  // tenths (llama.cpp differs as much from itself in batches of another size). So where two tokens
  // are nearly even the texts may part; everywhere else they are the same.
  @Test func `goes on as llama.cpp does`() throws {
    let model = try load()
    let context = InferenceContext(model: model, capacity: 512, parallelism: Self.cores)
    let lines = try ModelFixtures.lines("smollm2.txt").dropFirst().dropLast()
    var same = 0
    var all = 0
    for index in stride(from: lines.startIndex, to: lines.endIndex, by: 3) {
      let prompt: [UInt32] = ModelFixtures.numbers(lines[index])
      let expected: [UInt32] = ModelFixtures.numbers(lines[index + 1])
      let sampled: [Float] = ModelFixtures.numbers(lines[index + 2])
      var logits = try context.read(prompt).logits
      for (position, logit) in sampled.enumerated() {
        #expect(abs(logits[position * 1000] - logit) < 1.5)
      }
      for token in expected {
        guard let best = Sampler.greatest(logits) else { break }
        same += best == Int(token) ? 1 : 0
        all += 1
        #expect(logits[best] - logits[Int(token)] < 0.75)
        logits = try context.append([token])
      }
    }
    #expect(Double(same) > 0.97 * Double(all))
  }

  @Test func `carries its tokenizer`() throws {
    let model = try load()
    let data = try #require(try model.tokenizerData())
    #expect(data.pretokenizer == "smollm")
    #expect(data.tokens.count == 49152)
    #expect(data.merges.count == 48900)
    #expect(data.tokens[504] == Array("The".utf8))
    #expect(data.tokens[3575] == Array(" capital".utf8))
    #expect(data.kinds[0] == .control)
    #expect(data.tokens[0] == Array("<|endoftext|>".utf8))
    #expect(model.configuration.layers == 30)
    #expect(model.weightFormat == "Q4_1")
    #expect(model.parameterCount == 134_515_008)
  }
}
