import Files

/// A GGUF file in the making: metadata, then tensors of 32-bit floats.
///
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
struct GGUFWriter {
  private var metadata: [UInt8] = []
  private var metadataCount = 0
  private var tensors: [(name: String, shape: [Int], values: [Float])] = []

  private enum ValueType: UInt32 {
    case uint32 = 4
    case int32 = 5
    case float32 = 6
    case string = 8
    case array = 9
  }

  mutating func set(_ key: String, _ value: String) {
    begin(key, .string)
    Self.append(Array(value.utf8), to: &metadata)
  }

  mutating func set(_ key: String, _ value: Int) {
    begin(key, .uint32)
    metadata += littleEndianBytes([UInt32(value)])
  }

  mutating func set(_ key: String, _ value: Float) {
    begin(key, .float32)
    metadata += littleEndianBytes([value.bitPattern])
  }

  mutating func set(_ key: String, _ strings: [[UInt8]]) {
    begin(key, .array)
    metadata += littleEndianBytes([ValueType.string.rawValue])
    Self.append(strings.count, to: &metadata)
    for string in strings { Self.append(string, to: &metadata) }
  }

  mutating func set(_ key: String, _ integers: [Int32]) {
    begin(key, .array)
    metadata += littleEndianBytes([ValueType.int32.rawValue])
    Self.append(integers.count, to: &metadata)
    metadata += littleEndianBytes(integers.map { UInt32(bitPattern: $0) })
  }

  /// Adds a tensor; `shape` has the slowest dimension first.
  mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "\(name): \(values.count) values, \(shape)")
    tensors.append((name, shape, values))
  }

  /// Writes the file.
  func write(to path: String) throws(TrainingError) {
    let alignment = 32
    var header = Array("GGUF".utf8) + littleEndianBytes([3])
    Self.append(tensors.count, to: &header)
    Self.append(metadataCount, to: &header)
    header += metadata
    var offset = 0
    for (name, shape, values) in tensors {
      Self.append(Array(name.utf8), to: &header)
      header += littleEndianBytes([UInt32(shape.count)])
      for length in shape.reversed() { Self.append(length, to: &header) }
      header += littleEndianBytes([0])
      Self.append(offset, to: &header)
      offset += Self.padded(4 * values.count, alignment)
    }
    header += [UInt8](repeating: 0, count: Self.padded(header.count, alignment) - header.count)
    do throws(FileError) {
      let file = try OutputFile(path: path)
      try file.write(header)
      for (_, _, values) in tensors {
        var bytes = littleEndianBytes(values.map(\.bitPattern))
        bytes += [UInt8](repeating: 0, count: Self.padded(bytes.count, alignment) - bytes.count)
        try file.write(bytes)
      }
      try file.close()
    } catch {
      throw TrainingError(error)
    }
  }

  private mutating func begin(_ key: String, _ type: ValueType) {
    metadataCount += 1
    Self.append(Array(key.utf8), to: &metadata)
    metadata += littleEndianBytes([type.rawValue])
  }

  private static func append(_ count: Int, to bytes: inout [UInt8]) {
    bytes += littleEndianBytes([UInt32(truncatingIfNeeded: count), UInt32(count >> 32)])
  }

  private static func append(_ string: [UInt8], to bytes: inout [UInt8]) {
    append(string.count, to: &bytes)
    bytes += string
  }

  private static func padded(_ count: Int, _ alignment: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }
}
