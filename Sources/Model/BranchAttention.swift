import CKernels

/// Attention of branches: each node sees the cache, then its ancestors, then itself.
///
/// For a node the last, unfinished tile of the cache is copied and its path laid behind it, so that
/// each position has the lane it would have in the cache: the sums are those of a plain sequence.
@safe final class BranchAttention: AttentionStore {
  let cache: KeyValueCache
  let rotary: RotaryTable
  let kernels: Kernels
  /// Positions in the cache that the branches hang on.
  private(set) var start: Int
  /// The first rows of the batch that extend the cache; nodes come after them.
  var leading = 0
  /// The node that is the first row after those.
  var firstNode = 0
  /// For each node its ancestors from the root, and itself.
  private var paths: [[Int]] = []
  /// Each node's keys and values.
  private var kept: [KeptNode] = []

  /// Bytes of the nodes' keys and values.
  var byteCount: Int {
    kept.count * 2 * cache.configuration.keyValueWidth * cache.configuration.layers
      * MemoryLayout<Float>.stride
  }
  var sharesTail: Bool { leading > 0 }
  /// One more than the deepest position.
  var end: Int { start + (paths.map(\.count).max() ?? 0) }

  init(cache: KeyValueCache, rotary: RotaryTable, kernels: Kernels, start: Int) {
    self.cache = cache
    self.rotary = rotary
    self.kernels = kernels
    self.start = start
  }

  /// Makes room for more nodes.
  func add(_ nodes: some Sequence<InferenceContext.BranchNode>) {
    for node in nodes {
      precondition(
        (-1..<paths.count).contains(node.parent), "node \(paths.count) has parent \(node.parent)")
      paths.append((node.parent < 0 ? [] : paths[node.parent]) + [paths.count])
      kept.append(KeptNode(cache.configuration))
    }
  }

  /// Forgets the nodes from `count` on.
  func truncate(to count: Int) {
    paths.removeLast(paths.count - count)
    kept.removeLast(kept.count - count)
  }

  /// Keeps the nodes of `order` only, `depth` tokens nearer to the end of the cache.
  func reroot(keeping order: [Int], depth: Int) {
    var places: [Int: Int] = [:]
    for (place, node) in order.enumerated() { places[node] = place }
    paths = order.map { paths[$0].dropFirst(depth).compactMap { places[$0] } }
    kept = order.map { kept[$0] }
    start += depth
  }

  func position(ofRow row: Int) -> Int {
    row < leading ? start - leading + row : position(of: firstNode + row - leading)
  }

  private func position(of node: Int) -> Int { start + paths[node].count - 1 }

  func turns(at position: Int) -> UnsafePointer<Float>? { unsafe rotary.turns(at: position) }

  func store(
    layer: Int, row: Int, position: Int, keys: UnsafePointer<Float>, values: UnsafePointer<Float>
  ) {
    if row < leading {
      unsafe sequence.store(layer: layer, row: row, position: position, keys: keys, values: values)
      return
    }
    let width = cache.configuration.keyValueWidth
    let destination = unsafe kept[firstNode + row - leading].values(layer: layer)
    unsafe destination.update(from: keys, count: width)
    unsafe (destination + width).update(from: values, count: width)
  }

  /// What the leading rows go by.
  private var sequence: SequenceAttention {
    SequenceAttention(cache: cache, rotary: rotary, kernels: kernels, start: start - leading)
  }

  func attend(
    layer: Int, head: Int, rows: Range<Int>, kernels: Kernels, queries: UnsafePointer<Float>,
    queryStride: Int, out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    let nodes = max(rows.lowerBound, min(leading, rows.upperBound))..<rows.upperBound
    if rows.lowerBound < nodes.lowerBound {
      unsafe sequence.attend(
        layer: layer, head: head, rows: rows.lowerBound..<nodes.lowerBound, kernels: kernels,
        queries: queries, queryStride: queryStride, out: out, outStride: outStride)
    }
    for row in nodes {
      let index = row - rows.lowerBound
      unsafe attend(
        layer: layer, head: head, node: firstNode + row - leading,
        queries: queries + index * queryStride, out: out + index * outStride)
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
        let from = unsafe kept[ancestor].values(layer: layer) + head * size
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

  /// Writes the keys and values of a path behind the cache's part that the branches hang on.
  func store(path: [Int]) {
    for (depth, node) in path.enumerated() {
      precondition(paths[node] == Array(path[...depth]), "\(path) is not a path")
      for layer in 0..<cache.configuration.layers {
        let from = unsafe kept[node].values(layer: layer)
        unsafe cache.store(
          layer: layer, position: start + depth, keys: from,
          values: from + cache.configuration.keyValueWidth, kernels: kernels)
      }
    }
  }
}

/// The keys and values of one node, (L, 2, KV).
@safe private final class KeptNode {
  private let storage: UnsafeMutablePointer<Float>
  private let width: Int

  init(_ configuration: Configuration) {
    width = 2 * configuration.keyValueWidth
    unsafe storage = .allocate(capacity: configuration.layers * width)
    unsafe storage.initialize(repeating: 0, count: configuration.layers * width)
  }

  deinit { unsafe storage.deallocate() }

  func values(layer: Int) -> UnsafeMutablePointer<Float> { unsafe storage + layer * width }
}
