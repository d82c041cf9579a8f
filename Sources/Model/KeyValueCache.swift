import CKernels

/// Keys and values of the positions a context has read.
///
/// For each layer and key head: keys in tiles of 16 positions, (tiles, D, 16), then values,
/// (positions, padded D). Memory is touched only as positions come.
@safe final class KeyValueCache {
  let configuration: Configuration
  /// Positions there is room for, a multiple of 16.
  let capacity: Int
  /// Whether elements are in half precision.
  let isHalf: Bool
  private let storage: Storage

  /// Takes as much of `capacity` as the system gives.
  init(configuration: Configuration, capacity: Int, isHalf: Bool) {
    self.configuration = configuration
    self.isHalf = isHalf
    var wanted = (capacity + 15) / 16 * 16
    let perPosition = Self.bytesPerPosition(configuration, isHalf: isHalf)
    while true {
      let (size, overflow) = perPosition.multipliedReportingOverflow(by: wanted)
      if !overflow, let found = Storage(count: size) {
        storage = found
        break
      }
      precondition(wanted > 16, "no memory for 16 positions")
      wanted = wanted / 32 * 16
    }
    self.capacity = wanted
  }

  static func bytesPerPosition(_ configuration: Configuration, isHalf: Bool) -> Int {
    let headSize = configuration.headSize
    let elements =
      configuration.layers * configuration.keyValueHeads
      * (headSize + (headSize + 15) / 16 * 16)
    return elements * (isHalf ? 2 : 4)
  }

  var elementSize: Int { isHalf ? 2 : 4 }
  /// Bytes of one value row of a head.
  var valueStride: Int { (configuration.headSize + 15) / 16 * 16 * elementSize }
  /// Bytes of the keys of one head, for all positions.
  private var keyBytes: Int { capacity * configuration.headSize * elementSize }
  private var headBytes: Int { keyBytes + capacity * valueStride }

  /// The keys of one head.
  func keys(layer: Int, head: Int) -> UnsafeMutableRawPointer {
    unsafe storage.base + (layer * configuration.keyValueHeads + head) * headBytes
  }

  /// The values of one head.
  func values(layer: Int, head: Int) -> UnsafeMutableRawPointer {
    unsafe keys(layer: layer, head: head) + keyBytes
  }

  /// Copies the first `count` positions of another cache of the same model.
  func copy(_ count: Int, from other: KeyValueCache) {
    let tiles = (count + 15) / 16
    let keySize = tiles * 16 * configuration.headSize * elementSize
    for layer in 0..<configuration.layers {
      for head in 0..<configuration.keyValueHeads {
        unsafe keys(layer: layer, head: head).copyMemory(
          from: other.keys(layer: layer, head: head), byteCount: keySize)
        unsafe values(layer: layer, head: head).copyMemory(
          from: other.values(layer: layer, head: head), byteCount: count * valueStride)
      }
    }
  }
}
