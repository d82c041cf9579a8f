import Model
import TestSupport
import Testing

@Suite struct ContextCacheTests {
  private func text(_ count: Int, seed: UInt64) -> [UInt32] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in UInt32(random.next() % 80) }
  }

  @Test func `two documents keep a context each and share their beginning`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 71)
    let cache = ContextCache(model: model, byteLimit: 1 << 30)
    let first = text(100, seed: 1) + text(100, seed: 2)
    let second = text(100, seed: 1) + text(100, seed: 3)
    #expect(try cache.context(for: first).read(first).reused == 0)
    let branched = try cache.context(for: second).read(second)
    #expect(branched.reused == 100)
    #expect(try InferenceContext(model: model).append(second) == branched.logits)
    #expect(cache.count == 2)
    // A keystroke in either goes on in its own context.
    #expect(try cache.context(for: first + [1]).read(first + [1]).reused == 200)
    #expect(try cache.context(for: second + [1]).read(second + [1]).reused == 200)
    #expect(cache.count == 2)
  }

  @Test func `the least recently used go when memory is short`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 73)
    let one = ContextCache(model: model, byteLimit: 1 << 30)
    _ = try one.context(for: text(100, seed: 1)).append(text(100, seed: 1))
    let cache = ContextCache(model: model, byteLimit: one.byteCount * 5 / 2)
    for seed in [1, 2, 3, 1] as [UInt64] {
      let words = text(100, seed: seed)
      #expect(try cache.context(for: words).read(words).reused == 0)
    }
    _ = cache.context(for: text(100, seed: 1))
    #expect(cache.count == 2)
    #expect(cache.byteCount <= one.byteCount * 5 / 2)
  }

  @Test func `what branches hold counts as memory`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 73)
    let cache = ContextCache(model: model, byteLimit: 1 << 30)
    let context = cache.context(for: text(100, seed: 1))
    _ = try context.append(text(100, seed: 1))
    let before = cache.byteCount
    try context.evaluate(tree: (0..<50).map { .init(parent: -1, token: $0) })
    let logits = 50 * model.configuration.vocabularySize * MemoryLayout<Float>.stride
    #expect(cache.byteCount > before + logits)
    // As the ones that are not used last, they are what is given back first.
    let limited = ContextCache(model: model, byteLimit: before * 3 / 2)
    try limited.context(for: text(100, seed: 1)).evaluate(
      tree: (0..<50).map { .init(parent: -1, token: $0) }, after: text(100, seed: 1))
    _ = limited.context(for: text(20, seed: 2))
    #expect(limited.count == 1)
  }
}

@Suite struct EmbeddingTests {
  @Test func `a token is its own nearest neighbor`() throws {
    for quantization in [LanguageModel.LoadOptions.Quantization.asStored, .int8] {
      let (model, definition) = try RandomModel.load(
        RandomModel.llama, seed: 79, quantization: quantization)
      let vector = try model.staticVector(of: 17)
      let expected = try #require(definition.tensors["model.embed_tokens.weight"])
      for (one, other) in zip(vector, expected[17 * 48..<18 * 48]) {
        #expect(abs(one - other) < 0.01)
      }
      let near = model.neighbors(of: vector, count: 5, parallelism: scrambled)
      #expect(near.count == 5)
      #expect(near[0].id == 17)
      #expect(abs(near[0].cosine - 1) < 1e-5)
      #expect(near[1].cosine < 0.9)
      #expect(throws: ModelError.invalidToken(id: 101, vocabularySize: 101)) {
        try model.staticVector(of: 101)
      }
    }
  }

  @Test func `the states are what the head is applied to`() throws {
    let (model, definition) = try RandomModel.load(RandomModel.llama, seed: 83)
    let tokens: [UInt32] = [5, 6, 7]
    let states = try InferenceContext(model: model).appendStates(tokens)
    let logits = try InferenceContext(model: model).append(tokens)
    let embedding = try #require(definition.tensors["model.embed_tokens.weight"])
    #expect(states.count == 3)
    for token in [0, 50, 100] {
      let row = embedding[token * 48..<(token + 1) * 48]
      let dot = zip(row, states[2]).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(dot - logits[token]) < 1e-4)
    }
  }
}
