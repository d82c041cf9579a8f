import CKernels

/// A model at a place in a text: the tokens read so far and their keys and values.
///
/// One thread at a time. The logits for a sequence are the same bits however the sequence was
/// handed in: token by token, in blocks, through a branch that was committed, on any number of
/// threads.
package final class InferenceContext {
  /// The model that is run.
  package let model: LanguageModel
  /// Positions there is room for, at most the model's context length.
  package let capacity: Int
  /// What the cache holds.
  package private(set) var tokens: [UInt32] = []

  let cache: KeyValueCache
  let kernels: Kernels
  let parallelism: Parallelism
  private let workspace: Workspace
  var rotary: RotaryTable { workspace.rotary }
  /// Positions whose memory has been touched.
  private var mostTokens = 0
  /// What may come after the first tokens, as far as it was asked for.
  package private(set) var branches = BranchTree()
  private var branchAttention: BranchAttention?

  /// Tokens of one pass: enough to use each weight many times, few enough that a layer of them is
  /// done in about a millisecond.
  static let blockSize = 128

  /// Makes an empty context.
  ///
  /// - Parameters:
  ///   - model: The weights.
  ///   - capacity: Positions to make room for; the model's context length if nil or larger. Memory
  ///     is taken as positions are filled.
  ///   - parallelism: Who computes.
  ///   - kernels: The instruction set.
  package convenience init(
    model: LanguageModel, capacity: Int? = nil, parallelism: Parallelism = .serial,
    kernels: Kernels = .best
  ) {
    self.init(
      workspace: Workspace(model: model), capacity: capacity, parallelism: parallelism,
      kernels: kernels)
  }

  /// Makes an empty context that computes in `workspace`, as others do at other times.
  init(
    workspace: Workspace, capacity: Int? = nil, parallelism: Parallelism, kernels: Kernels = .best
  ) {
    let model = workspace.model
    self.model = model
    self.parallelism = parallelism
    self.kernels = kernels
    let configuration = model.configuration
    let wanted = max(1, min(capacity ?? .max, configuration.contextLength))
    cache = KeyValueCache(
      configuration: configuration, capacity: wanted,
      isHalf: model.weights.head.matrix.format != .float32)
    self.capacity = min(wanted, cache.capacity)
    self.workspace = workspace
  }

  /// Bytes held: the keys and values of all positions that were ever filled, and the branches' keys,
  /// values and logits.
  package var byteCount: Int { byteCount(holding: 0) }

  /// Bytes held once `count` positions were filled.
  func byteCount(holding count: Int) -> Int {
    max(count, mostTokens)
      * KeyValueCache.bytesPerPosition(model.configuration, isHalf: cache.isHalf)
      + branches.byteCount + (branchAttention?.byteCount ?? 0)
  }

  /// Forgets all tokens but the first `count`, in constant time.
  package func truncate(to count: Int) {
    precondition(
      (0...tokens.count).contains(count), "\(tokens.count) tokens are held, not \(count)")
    tokens.removeLast(tokens.count - count)
    if count < branches.start { forgetBranches() }
  }

  /// Forgets the branches from a number on; those before it stay.
  package func forgetBranches(from count: Int) {
    precondition((0...branches.nodes.count).contains(count), "there are no \(count) branches")
    branches.truncate(to: count)
    branchAttention?.truncate(to: count)
  }

  private func forgetBranches() {
    branches = BranchTree()
    branchAttention = nil
  }

  /// Reads tokens and returns the logits of what follows the last.
  ///
  /// - Parameters:
  ///   - newTokens: At least one.
  ///   - isCancelled: Asked before every layer; on true the call throws ``ModelError/cancelled``.
  ///     Blocks of tokens that were finished by then stay.
  /// - Returns: Logits, (V).
  /// - Throws: ``ModelError/cancelled``, ``ModelError/contextOverflow(needed:capacity:)`` or
  ///   ``ModelError/invalidToken(id:vocabularySize:)``; ``ModelError/notFinite`` or
  ///   ``ModelError/unreadable(path:reason:)`` for weights that are damaged.
  package func append(
    _ newTokens: some Collection<UInt32>, isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> [Float] {
    let all = Array(newTokens)
    precondition(!all.isEmpty, "at least one token is needed")
    var logits: [Float] = []
    try forBlocks(of: all, isCancelled) { (block, forward) throws(ModelError) in
      guard block.upperBound == all.count else { return }
      logits = try self.logits(rows: block.count - 1..<block.count, forward)
    }
    return logits
  }

  /// Makes the context hold exactly `target`, reusing the prefix both have in common.
  ///
  /// - Returns: The logits after the last token, (V), and how many tokens were reused. The last
  ///   token is always run, since its logits are wanted.
  /// - Throws: As ``append(_:isCancelled:)``.
  package func read(
    _ target: [UInt32], isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> (logits: [Float], reused: Int) {
    precondition(!target.isEmpty, "at least one token is needed")
    let reused = min(commonPrefix(with: target), target.count - 1)
    truncate(to: reused)
    return (try append(target[reused...], isCancelled: isCancelled), reused)
  }

  /// The number of leading tokens that the cache and `other` have in common.
  package func commonPrefix(with other: some Sequence<UInt32>) -> Int {
    zip(tokens, other).prefix { $0 == $1 }.count
  }

  /// Reads tokens and hands out the logits after each, in order.
  ///
  /// - Parameters:
  ///   - newTokens: Any number.
  ///   - isCancelled: As in ``append(_:isCancelled:)``.
  ///   - deliver: Called with the index of the token in `newTokens` and the logits of what
  ///     follows it, (V); they are valid during the call only.
  /// - Throws: As ``append(_:isCancelled:)``.
  package func appendAll(
    _ newTokens: some Collection<UInt32>, isCancelled: () -> Bool = { false },
    deliver: (_ index: Int, _ logits: Span<Float>) -> Void
  ) throws(ModelError) {
    let size = model.configuration.vocabularySize
    try forBlocks(of: Array(newTokens), isCancelled) { (block, forward) throws(ModelError) in
      // A few rows at a time: a whole block of a large vocabulary takes tens of megabytes.
      for first in stride(from: 0, to: block.count, by: 16) {
        let rows = first..<min(first + 16, block.count)
        let some = try logits(rows: rows, forward)
        for row in rows {
          let start = (row - first) * size
          deliver(block.lowerBound + row, some.span.extracting(start..<start + size))
        }
      }
    }
  }

  /// A token after the end of the cache or after another node.
  package struct BranchNode: Equatable, Sendable {
    /// The index of the node before this one, which must be smaller; -1 is the end of the cache.
    package var parent: Int
    /// The token.
    package var token: UInt32

    /// Makes a node.
    package init(parent: Int, token: UInt32) {
      self.parent = parent
      self.token = token
    }
  }

  /// Reads tokens for good and then runs branches after them, in one batch where they are few.
  ///
  /// Each node sees the cache and its own ancestors. The branches of before are forgotten; these are
  /// in ``branches`` until the tokens that they hang on are.
  ///
  /// - Parameters:
  ///   - tree: The nodes, parents before children; the first has no other index than 0.
  ///   - newTokens: What to read before, any number.
  ///   - isCancelled: As in ``append(_:isCancelled:)``.
  /// - Throws: As ``append(_:isCancelled:)``.
  package func evaluate(
    tree: [BranchNode], after newTokens: [UInt32] = [], isCancelled: () -> Bool = { false }
  ) throws(ModelError) {
    forgetBranches()
    let room = max(0, Self.blockSize - tree.count)
    let whole = newTokens.count - min(newTokens.count % Self.blockSize, room)
    try check(newTokens, end: tokens.count + newTokens.count)
    try forBlocks(of: Array(newTokens[..<whole]), isCancelled) { _, _ in }
    let leading = Array(newTokens[whole...])
    let attention = BranchAttention(
      cache: cache, rotary: rotary, kernels: kernels, start: tokens.count + leading.count)
    try run(tree, after: leading, attention, isCancelled)
  }

  /// Runs more branches, after the text that those of before hang on or after one of them.
  ///
  /// - Parameters:
  ///   - nodes: Parents before children, numbered on from those in ``branches``.
  ///   - isCancelled: As in ``append(_:isCancelled:)``.
  /// - Throws: As ``append(_:isCancelled:)``; then there are the branches of before.
  package func grow(
    _ nodes: [BranchNode], isCancelled: () -> Bool = { false }
  ) throws(ModelError) {
    guard let attention = branchAttention else {
      return try evaluate(tree: nodes, isCancelled: isCancelled)
    }
    try run(nodes, after: [], attention, isCancelled)
  }

  private func run(
    _ nodes: [BranchNode], after leading: [UInt32], _ attention: BranchAttention,
    _ isCancelled: () -> Bool
  ) throws(ModelError) {
    let before = branches.nodes.count
    attention.add(nodes)
    do throws(ModelError) {
      try check(nodes.map(\.token) + leading, end: attention.end)
      var first = 0
      repeat {
        attention.leading = first == 0 ? leading.count : 0
        attention.firstNode = before + first
        let block = nodes[first..<min(first + Self.blockSize - attention.leading, nodes.count)]
        let batch = (first == 0 ? leading : []) + block.map(\.token)
        let forward = forward(tokens: batch.count)
        if !batch.isEmpty {
          try forward.run(
            tokens: batch, positions: batch.indices.map(attention.position(ofRow:)),
            attention: attention, isCancelled: isCancelled)
        }
        if first == 0 {
          tokens += leading
          mostTokens = max(mostTokens, tokens.count)
          if branchAttention == nil { branches = BranchTree(start: tokens.count) }
          branchAttention = attention
        }
        try add(block, forward, firstRow: attention.leading)
        first += block.count
      } while first < nodes.count
    } catch {
      attention.truncate(to: branches.nodes.count)
      throw error
    }
  }

  /// Adds nodes that were run to ``branches``.
  private func add(
    _ nodes: ArraySlice<BranchNode>, _ forward: Forward, firstRow: Int
  ) throws(ModelError) {
    let size = model.configuration.vocabularySize
    for start in stride(from: 0, to: nodes.count, by: 16) {
      let some = nodes.dropFirst(start).prefix(16)
      let row = firstRow + start
      let logits = try logits(rows: row..<row + some.count, forward)
      for (index, node) in some.enumerated() {
        branches.add(
          node, logits: Array(logits[index * size..<(index + 1) * size]), kernels: kernels)
      }
    }
  }

  /// Goes on after the tokens that the branches hang on with some of the nodes, without computing
  /// them again; the branches stay.
  ///
  /// - Parameter path: Node indices, each the child of the one before.
  package func follow(path: [Int]) {
    guard !path.isEmpty else { return truncate(to: branches.start) }
    guard let branchAttention else { preconditionFailure("there are no branches") }
    tokens.removeLast(tokens.count - branches.start)
    branchAttention.store(path: path)
    tokens += path.map { branches.nodes[$0].token }
    mostTokens = max(mostTokens, tokens.count)
  }

  /// Makes nodes part of what was read; the branches that hang on the last of them stay.
  ///
  /// - Parameter path: As for ``follow(path:)``.
  package func commit(path: [Int]) {
    follow(path: path)
    branchAttention?.reroot(keeping: branches.reroot(path), depth: path.count)
  }

  /// Takes over the first `count` tokens of another context of the same model, by copying.
  ///
  /// - Precondition: This context is empty; the other holds so many.
  func copy(_ count: Int, from other: InferenceContext) {
    precondition(tokens.isEmpty && count <= other.tokens.count && count <= capacity)
    cache.copy(count, from: other.cache)
    rotary.extend(to: count)
    tokens = Array(other.tokens[..<count])
    mostTokens = count
  }

  // MARK: -

  /// Runs `newTokens` block by block and calls `body` after each.
  func forBlocks(
    of newTokens: [UInt32], _ isCancelled: () -> Bool,
    body: (Range<Int>, Forward) throws(ModelError) -> Void
  ) throws(ModelError) {
    try check(newTokens, end: tokens.count + newTokens.count)
    for first in stride(from: 0, to: newTokens.count, by: Self.blockSize) {
      let block = first..<min(first + Self.blockSize, newTokens.count)
      let start = tokens.count
      let forward = forward(tokens: block.count)
      let attention = SequenceAttention(
        cache: cache, rotary: rotary, kernels: kernels, start: start)
      try forward.run(
        tokens: Array(newTokens[block]), positions: Array(start..<start + block.count),
        attention: attention, isCancelled: isCancelled)
      tokens += newTokens[block]
      mostTokens = max(mostTokens, tokens.count)
      try body(block, forward)
    }
  }

  private func check(_ newTokens: [UInt32], end: Int) throws(ModelError) {
    guard end <= capacity else { throw .contextOverflow(needed: end, capacity: capacity) }
    let size = model.configuration.vocabularySize
    for id in newTokens where Int(id) >= size {
      throw .invalidToken(id: id, vocabularySize: size)
    }
    rotary.extend(to: end)
  }

  private func forward(tokens count: Int) -> Forward {
    Forward(
      model: model, kernels: kernels, parallelism: parallelism,
      scratch: workspace.scratch(tokens: count))
  }

  /// The logits of some rows; what goes on from them may rely on their being finite.
  private func logits(rows: Range<Int>, _ forward: Forward) throws(ModelError) -> [Float] {
    let count = rows.count * model.configuration.vocabularySize
    let logits = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { unsafe forward.logits(rows: rows, into: start) }
      initialized = count
    }
    try model.weights.checkFiles()
    guard unsafe ck_all_finite(logits, count) else { throw .notFinite }
    return logits
  }
}
