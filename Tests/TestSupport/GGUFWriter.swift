import CKernels
import Model

/// Writes GGUF files for tests.
package struct GGUFWriter {
  /// The entries, as they stand in the file.
  package var metadata: [[UInt8]] = []
  /// What stands in the file, in order.
  package var tensors: [(name: String, shape: [Int], type: UInt32)] = []

  /// Makes a file of nothing.
  package init() {}

  private static func number<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  private static func text(_ text: String) -> [UInt8] {
    number(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  package mutating func string(_ key: String, _ value: String) {
    metadata.append(Self.text(key) + Self.number(UInt32(8)) + Self.text(value))
  }
  package mutating func integer(_ key: String, _ value: UInt32) {
    metadata.append(integerEntry(key, value))
  }
  /// What ``integer(_:_:)`` appends.
  package func integerEntry(_ key: String, _ value: UInt32) -> [UInt8] {
    Self.text(key) + Self.number(UInt32(4)) + Self.number(value)
  }
  package mutating func strings(_ key: String, _ values: [String]) {
    metadata.append(
      Self.text(key) + Self.number(UInt32(9)) + Self.number(UInt32(8))
        + Self.number(UInt64(values.count)) + values.flatMap(Self.text))
  }
  package mutating func integers(_ key: String, _ values: [UInt32]) {
    metadata.append(
      Self.text(key) + Self.number(UInt32(9)) + Self.number(UInt32(4))
        + Self.number(UInt64(values.count)) + values.flatMap(Self.number))
  }
  package mutating func tensor(_ name: String, _ shape: [Int], type: UInt32 = 0) {
    tensors.append((name, shape, type))
  }
  package mutating func replaceString(_ old: String, with new: String) {
    metadata[0] = Self.text("general.architecture") + Self.number(UInt32(8)) + Self.text(new)
  }

  /// The file, its weights random but the same each time.
  package func bytes() -> [UInt8] {
    var bytes = Array("GGUF".utf8) + Self.number(UInt32(3))
    bytes += Self.number(UInt64(tensors.count)) + Self.number(UInt64(metadata.count))
    bytes += metadata.joined()
    var offset = 0
    for tensor in tensors {
      bytes += Self.text(tensor.name) + Self.number(UInt32(tensor.shape.count))
      bytes += tensor.shape.flatMap { Self.number(UInt64($0)) }
      bytes += Self.number(tensor.type) + Self.number(UInt64(offset))
      offset += Self.size(of: tensor.shape, type: tensor.type)
    }
    bytes += [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32)
    var random = SplitMix64(seed: 61)
    for tensor in tensors {
      var data = Self.data(of: tensor.shape, type: tensor.type, &random)
      data += [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
      bytes += data
    }
    return bytes
  }

  private static func size(of shape: [Int], type: UInt32) -> Int {
    let row = Int(ck_source_row_bytes(Int32(type), shape[0]))
    return (row * shape.dropFirst().reduce(1, *) + 31) / 32 * 32
  }

  /// Random weights of ordinary size: random codes behind fixed scales where the type has blocks.
  private static func data(
    of shape: [Int], type: UInt32, _ random: inout SplitMix64
  ) -> [UInt8] {
    let count = shape.reduce(1, *)
    let floats = (0..<count).map { _ in Float(random.nextUnit() - 0.5) }
    switch type {
    case 0: return floats.flatMap { number($0.bitPattern) }
    case 1: return floats.flatMap { number(ck_float_to_half($0 / 4)) }
    case 30: return floats.flatMap { number(UInt16(($0 / 4).bitPattern >> 16)) }
    default: break
    }
    guard let block = blocks[type] else { return [UInt8](repeating: 0, count: count) }
    return (0..<count / block.weights).flatMap { _ in
      var bytes = (0..<block.bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      for (place, value) in block.scales {
        bytes.replaceSubrange(place..<place + 2, with: number(ck_float_to_half(value)))
      }
      return bytes
    }
  }

  private static let blocks:
    [UInt32: (weights: Int, bytes: Int, scales: [(place: Int, value: Float)])] = [
      2: (32, 18, [(0, 0.01)]), 3: (32, 20, [(0, 0.01), (2, -0.075)]), 8: (32, 34, [(0, 0.0007)]),
      12: (256, 144, [(0, 0.0002), (2, 0.0015)]), 13: (256, 176, [(0, 0.0001), (2, 0.0015)]),
      14: (256, 210, [(208, 0.0001)]),
    ]
}
