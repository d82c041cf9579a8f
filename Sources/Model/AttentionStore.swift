import CKernels

/// Where a forward pass puts keys and values, and what each of its tokens sees.
///
/// A sequence and a tree of branches differ in this alone.
protocol AttentionStore {
  /// Whether tokens that follow each other in the batch follow each other in the text.
  var sharesTail: Bool { get }

  /// Cosines and sines of a position, nil without rotary embedding.
  func turns(at position: Int) -> UnsafePointer<Float>?

  /// Takes the keys and values, (KV), of row `row` of the batch.
  func store(
    layer: Int, row: Int, position: Int, keys: UnsafePointer<Float>, values: UnsafePointer<Float>)

  /// Attends with the queries of one key head's group, for rows of the batch.
  func attend(
    layer: Int, head: Int, rows: Range<Int>, kernels: Kernels, queries: UnsafePointer<Float>,
    queryStride: Int, out: UnsafeMutablePointer<Float>, outStride: Int)
}

/// Attention of tokens that extend the cache.
struct SequenceAttention: AttentionStore {
  let cache: KeyValueCache
  let rotary: RotaryTable
  let kernels: Kernels
  /// The position of the batch's first row.
  let start: Int

  var sharesTail: Bool { true }

  func turns(at position: Int) -> UnsafePointer<Float>? { unsafe rotary.turns(at: position) }

  func store(
    layer: Int, row: Int, position: Int, keys: UnsafePointer<Float>, values: UnsafePointer<Float>
  ) {
    unsafe cache.store(
      layer: layer, position: position, keys: keys, values: values, kernels: kernels)
  }

  func attend(
    layer: Int, head: Int, rows: Range<Int>, kernels: Kernels, queries: UnsafePointer<Float>,
    queryStride: Int, out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    let configuration = cache.configuration
    let visible = start + rows.lowerBound + 1
    let scoreStride = (start + rows.upperBound + 15) / 16 * 16
    unsafe withUnsafeTemporaryAllocation(
      of: Float.self, capacity: Int(CK_ATTEND_ROWS) * scoreStride
    ) { scores in
      let keys = unsafe cache.keys(layer: layer, head: head)
      let values = unsafe cache.values(layer: layer, head: head)
      unsafe ck_attend(
        kernels.table, out, outStride, queries, queryStride, configuration.queriesPerKeyValueHead,
        rows.count, visible, keys, values, keys, values, Int.max / 16 * 16, cache.isHalf ? 1 : 0,
        configuration.headSize, configuration.attentionScale, scores.baseAddress, scoreStride)
    }
  }
}

extension Configuration {
  /// What scores are multiplied with: one over the square root of the head size.
  var attentionScale: Float { 1 / Float(headSize).squareRoot() }
}

extension KeyValueCache {
  /// Writes the keys and values, (KV), of one position.
  func store(
    layer: Int, position: Int, keys from: UnsafePointer<Float>, values: UnsafePointer<Float>,
    kernels: Kernels
  ) {
    let size = configuration.headSize
    for head in 0..<configuration.keyValueHeads {
      unsafe ck_store_key_value(
        kernels.table, keys(layer: layer, head: head), self.values(layer: layer, head: head),
        isHalf ? 1 : 0, position, size, from + head * size, values + head * size)
    }
  }
}

/// Cosines and sines of the positions read so far.
@safe final class RotaryTable {
  private let configuration: Configuration
  private let divisors: [Float]
  private var storage: Storage?
  private var count = 0

  init(configuration: Configuration, divisors: [Float]) {
    self.configuration = configuration
    self.divisors = divisors
  }

  /// Computes positions below `end`; they must be there before threads ask for them.
  func extend(to end: Int) {
    guard configuration.architecture == .llama, end > count else { return }
    let size = configuration.headSize
    let table = unsafe room(for: end).base.assumingMemoryBound(to: Float.self)
    for position in count..<end {
      unsafe ck_rotary_turns(
        table + position * size, position, size, Double(configuration.rotaryBase),
        divisors.isEmpty ? nil : divisors)
    }
    count = end
  }

  /// The storage, moved to a larger one where it lacks room.
  private func room(for positions: Int) -> Storage {
    let stride = configuration.headSize * MemoryLayout<Float>.stride
    if let storage, storage.count >= positions * stride { return storage }
    guard let larger = Storage(count: max(positions, 2 * count) * stride) else {
      preconditionFailure("there is no memory for \(positions) positions' angles")
    }
    if let storage {
      unsafe larger.base.copyMemory(from: storage.base, byteCount: count * stride)
    }
    storage = larger
    return larger
  }

  /// The turns of a position below ``count``, (D / 2, 2).
  func turns(at position: Int) -> UnsafePointer<Float>? {
    guard let storage else { return nil }
    return unsafe UnsafePointer(
      storage.base.assumingMemoryBound(to: Float.self) + position * configuration.headSize)
  }
}
