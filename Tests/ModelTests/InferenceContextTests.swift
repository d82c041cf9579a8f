import Model
import TestSupport
import Testing

@Suite struct InferenceContextTests {
  @Test func `reads on from the prefix both have in common`() throws {
    let (model, _) = try RandomModel.load(RandomModel.gpt2, seed: 31)
    let context = InferenceContext(model: model)
    let first = try context.read([1, 2, 3, 4])
    #expect(first.reused == 0)
    let second = try context.read([1, 2, 9, 4])
    #expect(second.reused == 2)
    #expect(try InferenceContext(model: model).append([1, 2, 9, 4]) == second.logits)
    let same = try context.read([1, 2, 9, 4])
    #expect(same.reused == 3)
    #expect(same.logits == second.logits)
  }

  @Test func `cancellation stops before the next layer and keeps whole blocks`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 37)
    let context = InferenceContext(model: model)
    let tokens = (0..<300).map { UInt32($0 % 90) }
    // Three layers a block: the second block is stopped.
    var asked = 0
    #expect(throws: ModelError.cancelled) {
      try context.append(tokens) {
        asked += 1
        return asked == 5
      }
    }
    #expect(asked == 5)
    #expect(context.tokens == Array(tokens[..<128]))
    let logits = try context.append(tokens[128...])
    #expect(try InferenceContext(model: model).append(tokens) == logits)
  }

  @Test func `refuses what does not fit`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 41)
    let context = InferenceContext(model: model, capacity: 4)
    #expect(throws: ModelError.contextOverflow(needed: 5, capacity: 4)) {
      try context.append([1, 2, 3, 4, 5])
    }
    #expect(throws: ModelError.invalidToken(id: 101, vocabularySize: 101)) {
      try context.append([101])
    }
    #expect(context.tokens.isEmpty)
  }

  @Test func `an untrained model is as wrong as one that knows nothing`() throws {
    // ln 1000 = 6.91, and half the logits' variance on top.
    let configuration = Configuration(
      architecture: .gpt2, layers: 2, width: 64, heads: 4, keyValueHeads: 4, feedForward: 256,
      contextLength: 256, vocabularySize: 1000)
    try ModelFixtures.withTemporaryFolder { folder in
      try InitialWeights.write(configuration, to: folder, seed: 1)
      let model = try LanguageModel.load(path: folder)
      #expect(model.parameterCount == 1000 * 64 + 256 * 64 + 2 * 49_984 + 128)
      let tokens = (0..<200).map { UInt32($0 * 389 % 1000) }
      let scores = try InferenceContext(model: model).score(tokens)
      #expect(scores.count == 199)
      let mean = scores.reduce(0) { $0 - $1.logProbability } / 199
      #expect((6.8...7.1).contains(mean))
    }
  }
}
