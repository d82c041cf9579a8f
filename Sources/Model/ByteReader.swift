/// A cursor over a file's bytes that cannot leave them.
struct ByteReader {
  let file: MappedFile
  private(set) var offset: Int

  init(_ file: MappedFile, at offset: Int = 0) {
    self.file = file
    self.offset = offset
  }

  var remaining: Int { unsafe file.bytes.count - offset }

  func malformed(_ reason: String) -> ModelError {
    .malformed(path: file.path, offset: offset, reason: reason)
  }

  mutating func skip(_ count: UInt64, _ what: String) throws(ModelError) {
    guard count <= UInt64(remaining) else { throw malformed("\(what) ends behind the file's end") }
    offset += Int(count)
  }

  /// Reads a little-endian number.
  mutating func number<T: FixedWidthInteger>(_: T.Type, _ what: String) throws(ModelError) -> T {
    let start = offset
    try skip(UInt64(MemoryLayout<T>.size), what)
    return unsafe T(littleEndian: file.bytes.loadUnaligned(fromByteOffset: start, as: T.self))
  }

  /// Reads `count` bytes.
  mutating func bytes(_ count: UInt64, _ what: String) throws(ModelError) -> [UInt8] {
    let start = offset
    try skip(count, what)
    return unsafe [UInt8](file.bytes[start..<offset])
  }

  /// Reads a length of 64 bits and that many bytes of UTF-8, repaired where it is not.
  mutating func string(_ what: String, atMost most: UInt64) throws(ModelError) -> String {
    let count = try number(UInt64.self, what)
    guard count <= most else { throw malformed("\(what) has \(count) bytes") }
    return String(decoding: try bytes(count, what), as: UTF8.self)
  }

  /// Skips a length of 64 bits and that many bytes.
  mutating func skipString(_ what: String) throws(ModelError) {
    try skip(try number(UInt64.self, what), what)
  }
}
