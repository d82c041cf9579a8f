/// The header of a GGUF file: metadata and where the tensors are.
///
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
struct GGUFFile {
  /// A metadata value; texts and arrays stay in the file.
  enum Value {
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    case string(offset: Int, count: UInt64)
    case array(elementType: UInt32, count: Int, offset: Int)
  }

  let file: MappedFile
  private(set) var metadata: [String: Value] = [:]
  private(set) var tensors: [String: Tensor] = [:]

  /// A file may claim any number of entries; each takes at least this many bytes of it.
  private static let leastEntrySize = 13
  /// More entries, and longer keys, than any model has: what is kept of a file is small beside it.
  private static let mostEntries: UInt64 = 1 << 16
  private static let longestKey: UInt64 = 1 << 16

  init(_ file: MappedFile) throws(ModelError) {
    self.file = file
    var reader = ByteReader(file)
    guard try reader.number(UInt32.self, "the magic") == 0x4655_4747 else {
      throw .malformed(path: file.path, offset: 0, reason: "the magic is not GGUF")
    }
    let version = try reader.number(UInt32.self, "the version")
    guard version == 2 || version == 3 else {
      throw .unsupported(path: file.path, what: "GGUF version \(version)")
    }
    let tensorCount = try reader.number(UInt64.self, "the tensor count")
    let entryCount = try reader.number(UInt64.self, "the metadata count")
    for count in [tensorCount, entryCount] where count > reader.remaining / Self.leastEntrySize {
      throw reader.malformed("\(count) entries cannot fit the file")
    }
    for count in [tensorCount, entryCount] where count > Self.mostEntries {
      throw reader.malformed("\(count) entries are more than \(Self.mostEntries)")
    }
    for _ in 0..<entryCount {
      let key = try reader.string("a metadata key", atMost: Self.longestKey)
      let type = try reader.number(UInt32.self, "the type of \(key)")
      let value = try Self.value(of: type, key, &reader)
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw reader.malformed("the metadata key \(key) stands twice")
      }
    }
    try readTensors(count: tensorCount, &reader)
  }

  /// Reads one metadata value of a GGUF type.
  static func value(
    of type: UInt32, _ key: String, _ reader: inout ByteReader
  ) throws(ModelError) -> Value {
    switch type {
    case 0: return .integer(Int64(try reader.number(UInt8.self, key)))
    case 1: return .integer(Int64(try reader.number(Int8.self, key)))
    case 2: return .integer(Int64(try reader.number(UInt16.self, key)))
    case 3: return .integer(Int64(try reader.number(Int16.self, key)))
    case 4: return .integer(Int64(try reader.number(UInt32.self, key)))
    case 5: return .integer(Int64(try reader.number(Int32.self, key)))
    case 6: return .real(Double(Float(bitPattern: try reader.number(UInt32.self, key))))
    case 7: return .boolean(try reader.number(UInt8.self, key) != 0)
    case 8:
      let count = try reader.number(UInt64.self, key)
      let offset = reader.offset
      try reader.skip(count, key)
      return .string(offset: offset, count: count)
    case 9: return try array(key, &reader)
    case 10: return .integer(Int64(clamping: try reader.number(UInt64.self, key)))
    case 11: return .integer(try reader.number(Int64.self, key))
    case 12: return .real(Double(bitPattern: try reader.number(UInt64.self, key)))
    default: throw reader.malformed("\(key) has the unknown type \(type)")
    }
  }

  /// Notes where an array is and steps over it.
  private static func array(
    _ key: String, _ reader: inout ByteReader
  ) throws(ModelError) -> Value {
    let type = try reader.number(UInt32.self, key)
    let count = try reader.number(UInt64.self, key)
    let sizes: [UInt32: UInt64] = [
      0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8,
    ]
    guard count <= UInt64(reader.remaining) else {
      throw reader.malformed("\(key) has \(count) elements, which cannot fit the file")
    }
    let offset = reader.offset
    if type == 8 {
      for _ in 0..<count { try reader.skipString(key) }
    } else if let size = sizes[type] {
      try reader.skip(count * size, key)
    } else {
      throw reader.malformed("\(key) is an array of the unknown or nested type \(type)")
    }
    return .array(elementType: type, count: Int(count), offset: offset)
  }

  private mutating func readTensors(
    count: UInt64, _ reader: inout ByteReader
  ) throws(ModelError) {
    var found: [(name: String, shape: [Int], type: UInt32, offset: UInt64, at: Int)] = []
    for _ in 0..<count {
      let at = reader.offset
      let name = try reader.string("a tensor's name", atMost: Self.longestKey)
      let dimensions = try reader.number(UInt32.self, name)
      guard (1...4).contains(dimensions) else {
        throw reader.malformed("\(name) has \(dimensions) dimensions")
      }
      var shape: [Int] = []
      for _ in 0..<dimensions {
        let length = try reader.number(UInt64.self, name)
        guard (1...UInt64(Int32.max)).contains(length) else {
          throw reader.malformed("\(name) has a dimension of \(length)")
        }
        shape.append(Int(length))
      }
      let type = try reader.number(UInt32.self, name)
      found.append((name, shape, type, try reader.number(UInt64.self, name), at))
    }
    let alignment = integer("general.alignment") ?? 32
    guard alignment > 0, alignment <= 1 << 20, alignment.nonzeroBitCount == 1 else {
      throw reader.malformed("the alignment is \(alignment)")
    }
    let start = (reader.offset + Int(alignment) - 1) / Int(alignment) * Int(alignment)
    for entry in found {
      let tensor = try Tensor(
        file: file, name: entry.name, source: Int32(clamping: entry.type),
        // GGUF names the fastest dimension first.
        shape: entry.shape.reversed(), dataStart: start, offset: entry.offset, entry: entry.at)
      guard tensors.updateValue(tensor, forKey: entry.name) == nil else {
        throw .malformed(
          path: file.path, offset: entry.at, reason: "the tensor \(entry.name) stands twice")
      }
    }
  }

  func integer(_ key: String) -> Int64? {
    if case .integer(let value) = metadata[key] { value } else { nil }
  }

  func real(_ key: String) -> Double? {
    if case .real(let value) = metadata[key] { value } else { nil }
  }

  func string(_ key: String) -> String? {
    guard case .string(let offset, let count) = metadata[key] else { return nil }
    var reader = ByteReader(file, at: offset)
    return (try? reader.bytes(count, key)).map { String(decoding: $0, as: UTF8.self) }
  }

  func boolean(_ key: String) -> Bool? {
    if case .boolean(let value) = metadata[key] { value } else { nil }
  }
}
