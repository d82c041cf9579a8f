import CKernels

/// Attention of the nodes of a tree: each sees the cache, then its ancestors, then itself.
///
/// For a node the last, unfinished tile of the cache is copied and its path laid behind it, so that
/// each position has the lane it would have in the cache: the sums are those of a plain sequence.
@safe final class BranchAttention: AttentionStore {
  let cache: KeyValueCache
  let rotary: RotaryTable
  let kernels: Kernels
  /// Positions in the cache.
  let start: Int
  let tree: [InferenceContext.BranchNode]
  /// The node that is row 0 of the batch.
  var firstNode = 0
  /// For each node its ancestors from the root, and itself.
  private let paths: [[Int]]
  /// For each layer and node its keys and values, (L, N, 2, KV).
  private let kept: UnsafeMutableBufferPointer<Float>

  var sharesTail: Bool { false }
  /// One more than the deepest position.
  var end: Int { start + (paths.map(\.count).max() ?? 0) }

  init(
    cache: KeyValueCache, rotary: RotaryTable, kernels: Kernels, start: Int,
    tree: [InferenceContext.BranchNode]
  ) {
    self.cache = cache
    self.rotary = rotary
    self.kernels = kernels
    self.start = start
    self.tree = tree
    var paths: [[Int]] = []
    for (index, node) in tree.enumerated() {
      precondition((-1..<index).contains(node.parent), "node \(index) has parent \(node.parent)")
      paths.append((node.parent < 0 ? [] : paths[node.parent]) + [index])
    }
    self.paths = paths
    let configuration = cache.configuration
    unsafe kept = .allocate(
      capacity: configuration.layers * tree.count * 2 * configuration.keyValueWidth)
    unsafe kept.initialize(repeating: 0)
  }

  deinit { unsafe kept.deallocate() }

  func position(of node: Int) -> Int { start + paths[node].count - 1 }

  func turns(at position: Int) -> UnsafePointer<Float>? { unsafe rotary.turns(at: position) }

  private func kept(layer: Int, node: Int) -> UnsafeMutablePointer<Float> {
    let width = 2 * cache.configuration.keyValueWidth
    guard let first = unsafe kept.baseAddress else { preconditionFailure("the tree is empty") }
    return unsafe first + (layer * tree.count + node) * width
  }

  func store(
    layer: Int, row: Int, position: Int, keys: UnsafePointer<Float>, values: UnsafePointer<Float>
  ) {
    let width = cache.configuration.keyValueWidth
    let destination = unsafe kept(layer: layer, node: firstNode + row)
    unsafe destination.update(from: keys, count: width)
    unsafe (destination + width).update(from: values, count: width)
  }

  func attend(
    layer: Int, head: Int, rows: Range<Int>, kernels: Kernels, queries: UnsafePointer<Float>,
    queryStride: Int, out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    for (index, row) in rows.enumerated() {
      unsafe attend(
        layer: layer, head: head, node: firstNode + row, queries: queries + index * queryStride,
        out: out + index * outStride)
    }
  }

  private func attend(
    layer: Int, head: Int, node: Int, queries: UnsafePointer<Float>,
    out: UnsafeMutablePointer<Float>
  ) {
    let configuration = cache.configuration
    let size = configuration.headSize
    let whole = start / 16 * 16
    let visible = start + paths[node].count
    let scoreStride = (visible + 15) / 16 * 16
    let positions = scoreStride - whole
    let keyBytes = positions * size * cache.elementSize
    let bytes = keyBytes + positions * cache.valueStride
    unsafe withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { tail in
      guard let tailKeys = tail.baseAddress else { return }
      let tailValues = unsafe tailKeys + keyBytes
      let keys = unsafe cache.keys(layer: layer, head: head)
      let values = unsafe cache.values(layer: layer, head: head)
      if start > whole {
        unsafe tailKeys.copyMemory(
          from: keys + whole * size * cache.elementSize, byteCount: 16 * size * cache.elementSize)
        unsafe tailValues.copyMemory(
          from: values + whole * cache.valueStride,
          byteCount: (start - whole) * cache.valueStride)
      }
      for (depth, ancestor) in paths[node].enumerated() {
        let from = unsafe kept(layer: layer, node: ancestor) + head * size
        unsafe ck_store_key_value(
          kernels.table, tailKeys, tailValues, cache.isHalf ? 1 : 0, start - whole + depth, size,
          from, from + configuration.keyValueWidth)
      }
      unsafe withUnsafeTemporaryAllocation(
        of: Float.self, capacity: Int(CK_ATTEND_ROWS) * scoreStride
      ) { scores in
        unsafe ck_attend(
          kernels.table, out, 0, queries, 0, configuration.queriesPerKeyValueHead, 1, visible,
          keys, values, tailKeys, tailValues, whole, cache.isHalf ? 1 : 0, size,
          configuration.attentionScale, scores.baseAddress, scoreStride)
      }
    }
  }

  /// Writes the keys and values of a path behind the cache's end.
  func commit(path: [Int]) {
    for (depth, node) in path.enumerated() {
      precondition(
        tree[node].parent == (depth == 0 ? -1 : path[depth - 1]), "\(path) is not a path")
      for layer in 0..<cache.configuration.layers {
        let from = unsafe kept(layer: layer, node: node)
        unsafe cache.store(
          layer: layer, position: start + depth, keys: from,
          values: from + cache.configuration.keyValueWidth, kernels: kernels)
      }
    }
  }
}
