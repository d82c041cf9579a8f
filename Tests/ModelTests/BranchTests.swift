import Model
import TestSupport
import Testing

@Suite struct BranchTests {
  /// For each node its tokens from the root.
  private func path(to node: Int, _ tree: [InferenceContext.BranchNode]) -> [Int] {
    var path = [node]
    while let first = path.first, tree[first].parent >= 0 { path.insert(tree[first].parent, at: 0) }
    return path
  }

  @Test(
    arguments: [0, 5, 16, 33],
    [LanguageModel.LoadOptions.Quantization.asStored, .int8])
  func `each node sees the cache and its ancestors`(
    prefix: Int, quantization: LanguageModel.LoadOptions.Quantization
  ) throws {
    for configuration in [RandomModel.llama, RandomModel.gpt2] {
      let (model, _) = try RandomModel.load(
        configuration, seed: 23, quantization: quantization)
      var random = SplitMix64(seed: UInt64(prefix))
      func token() -> UInt32 { UInt32(random.next() % UInt64(configuration.vocabularySize)) }
      let start = (0..<prefix).map { _ in token() }
      let tree = (0..<150).map { index in
        InferenceContext.BranchNode(
          parent: Int(random.next() % UInt64(min(index, 20) + 1)) - 1, token: token())
      }
      let context = InferenceContext(model: model, parallelism: scrambled)
      if prefix > 0 { _ = try context.append(start) }
      try context.evaluate(tree: tree)
      let logits = context.branches.nodes.map(\.logits)
      #expect(context.tokens == start)
      for node in [0, 1, 7, 60, 149] {
        let text = start + path(to: node, tree).map { tree[$0].token }
        #expect(try InferenceContext(model: model).append(text) == logits[node])
      }
      let winner = path(to: 149, tree)
      context.commit(path: winner)
      #expect(context.tokens == start + winner.map { tree[$0].token })
      let next = token()
      let expected = try InferenceContext(model: model).append(context.tokens + [next])
      #expect(try context.append([next]) == expected)
    }
  }

  @Test(arguments: [0, 15, 40])
  func `branches that grow and are read one after the other give the bits of a plain text`(
    prefix: Int
  ) throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 31)
    var random = SplitMix64(seed: UInt64(prefix))
    func token() -> UInt32 { UInt32(random.next() % 101) }
    let context = InferenceContext(model: model, parallelism: scrambled)
    let start = (0..<prefix).map { _ in token() }
    let first = (0..<4).map { InferenceContext.BranchNode(parent: $0 - 1, token: token()) }
    try context.evaluate(tree: first, after: start)
    #expect(context.tokens == start)
    for step in 0..<40 {
      let count = context.branches.nodes.count
      let parent = Int(random.next() % UInt64(count + 1)) - 1
      try context.grow([
        .init(parent: parent, token: token()), .init(parent: count, token: token()),
      ])
      let node = Int(random.next() % UInt64(count + 2))
      let nodes = context.branches.nodes
      var path: [Int] = [node]
      while let first = path.first, nodes[first].parent >= 0 {
        path.insert(nodes[first].parent, at: 0)
      }
      let text = context.tokens.prefix(context.branches.start) + path.map { nodes[$0].token }
      #expect(try InferenceContext(model: model).append(text) == nodes[node].logits)
      if step % 3 == 0 {
        // A text is written on from the branch, and taken back.
        context.follow(path: path)
        #expect(context.tokens == Array(text))
        let next = token()
        let expected = try InferenceContext(model: model).append(text + [next])
        #expect(try context.append([next]) == expected)
      } else if step % 3 == 1 {
        context.commit(path: Array(path.dropLast()))
        #expect(context.branches.child(of: -1, nodes[node].token) != nil)
      }
    }
    context.truncate(to: 0)
    #expect(context.branches.nodes.isEmpty)
  }

  @Test func `a tree that does not fit is refused and changes nothing`() throws {
    let (model, _) = try RandomModel.load(RandomModel.llama, seed: 29)
    let context = InferenceContext(model: model, capacity: 8)
    let before = try context.append([1, 2, 3, 4, 5, 6, 7])
    #expect(throws: ModelError.contextOverflow(needed: 9, capacity: 8)) {
      try context.evaluate(tree: [
        InferenceContext.BranchNode(parent: -1, token: 1),
        InferenceContext.BranchNode(parent: 0, token: 2),
      ])
    }
    #expect(throws: ModelError.invalidToken(id: 5000, vocabularySize: 101)) {
      try context.evaluate(tree: [InferenceContext.BranchNode(parent: -1, token: 5000)])
    }
    context.truncate(to: 6)
    #expect(try context.append([7]) == before)
  }
}
