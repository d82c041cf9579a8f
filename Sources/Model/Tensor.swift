import CKernels

/// A tensor of a file: where its bytes are and what they mean.
///
/// Invariant: the bytes that shape and type call for lie inside of the file.
struct Tensor {
  let file: MappedFile
  let name: String
  /// GGUF's number of the type.
  let source: Int32
  /// The slowest dimension first; rows before columns.
  let shape: [Int]
  /// Where the bytes begin in the file.
  let start: Int

  /// The types that can be read, by GGUF's number.
  static let typeNames: [Int32: String] = [
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 8: "Q8_0", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K",
    30: "BF16",
  ]

  /// Checks that the tensor is of a known type and inside of the file.
  ///
  /// The tensors' data begin at `dataStart`, this one's `offset` bytes behind; `entry` is where the
  /// header speaks of it, for the error.
  init(
    file: MappedFile, name: String, source: Int32, shape: [Int], dataStart: Int, offset: UInt64,
    entry: Int
  ) throws(ModelError) {
    func malformed(_ reason: String) -> ModelError {
      .malformed(path: file.path, offset: entry, reason: "\(name) \(reason)")
    }
    guard Self.typeNames[source] != nil else {
      throw .unsupported(path: file.path, what: "the tensor \(name) has type number \(source)")
    }
    let columns = shape.last ?? 1
    let rowBytes = ck_source_row_bytes(source, columns)
    guard rowBytes > 0 else {
      throw malformed("has rows of \(columns), which its type does not divide")
    }
    var size = rowBytes
    for length in shape.dropLast() {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard !overflow else { throw malformed("is larger than any file") }
      size = product
    }
    let fileSize = unsafe file.bytes.count
    guard dataStart <= fileSize, offset <= UInt64(fileSize - dataStart),
      size <= fileSize - dataStart - Int(offset)
    else { throw malformed("lies behind the file's end") }
    self.file = file
    self.name = name
    self.source = source
    self.shape = shape
    start = dataStart + Int(offset)
  }

  var typeName: String { Self.typeNames[source] ?? "?" }
  var count: Int { shape.reduce(1, *) }
  var byteCount: Int {
    Int(ck_source_row_bytes(source, shape.last ?? 1)) * shape.dropLast().reduce(1, *)
  }
  var isFloat: Bool {
    [CK_SOURCE_F32, CK_SOURCE_F16, CK_SOURCE_BF16].contains { $0.rawValue == UInt32(source) }
  }
  /// The bytes; valid as long as ``file`` lives.
  var pointer: UnsafeRawPointer? {
    unsafe file.bytes.baseAddress.map { unsafe $0 + start }
  }
}

extension Tensor {
  /// A vector's values.
  func floats(count wanted: Int) throws(ModelError) -> [Float] {
    guard count == wanted, isFloat, let from = unsafe pointer else {
      throw .malformed(
        path: file.path, offset: start, reason: "\(name) is \(shape), \(wanted) are wanted")
    }
    return unsafe [Float](unsafeUninitializedCapacity: wanted) { buffer, initialized in
      unsafe ck_read_source_row(buffer.baseAddress, from, source, wanted)
      initialized = wanted
    }
  }
}
