import Files
import JSONCoding

/// The tensors of one safetensors file.
///
/// Source: https://github.com/huggingface/safetensors, "Format": eight bytes of header length, the
/// header in JSON, the data.
package struct SafetensorsFile {
  private(set) var tensors: [String: Tensor] = [:]
  /// What the file says of itself.
  package let metadata: [String: String]

  /// A larger header, or one of more values, is no model's and would take many times its size.
  static let longestHeader = 16 << 20
  static let mostValues = 400_000

  private static let sources: [String: Int32] = ["F32": 0, "F16": 1, "BF16": 30]

  /// Maps a file and reads its header.
  package init(path: String) throws(ModelError) { try self.init(try MappedFile(path: path)) }

  /// Reads the bytes of a file, so that any read behind them traps: for tests with files that lie.
  package init(contents: [UInt8]) throws(ModelError) {
    try self.init(try MappedFile(contents: contents, path: "the vectors"))
  }

  /// Reads the header of a file that is mapped.
  init(_ file: MappedFile) throws(ModelError) {
    let path = file.path
    var reader = ByteReader(file)
    let length = try reader.number(UInt64.self, "the header's length")
    guard length <= Self.longestHeader else {
      throw .malformed(path: path, offset: 0, reason: "the header has \(length) bytes")
    }
    let text = try reader.bytes(length, "the header")
    let header: JSON
    do {
      header = try JSON.parse(text, mostValues: Self.mostValues)
    } catch {
      throw .malformed(path: path, offset: 8 + error.offset, reason: "the header: \(error.reason)")
    }
    guard let members = header.object else {
      throw .malformed(path: path, offset: 8, reason: "the header is not an object")
    }
    metadata = (members["__metadata__"]?.object ?? [:]).compactMapValues(\.string)
    for (name, entry) in members where name != "__metadata__" {
      tensors[name] = try Self.tensor(name, entry, file, dataStart: reader.offset)
    }
  }

  /// The values of a matrix, row by row; nil where there is none of that name.
  ///
  /// - Throws: ``ModelError/malformed(path:offset:reason:)`` for a tensor of other dimensions.
  package func matrix(
    _ name: String
  ) throws(ModelError) -> (rows: Int, columns: Int, values: [Float])? {
    guard let tensor = tensors[name] else { return nil }
    guard tensor.shape.count == 2 else {
      throw .malformed(path: tensor.file.path, offset: 8, reason: "\(name) is no matrix")
    }
    let values = try tensor.floats(count: tensor.count)
    if tensor.file.wasCut { throw tensor.file.cutFailure }
    tensor.file.release()
    return (tensor.shape[0], tensor.shape[1], values)
  }

  /// Nil for a type that no weight has, such as a mask's.
  private static func tensor(
    _ name: String, _ entry: JSON, _ file: MappedFile, dataStart: Int
  ) throws(ModelError) -> Tensor? {
    let shape = entry["shape"]?.array?.compactMap(\.integer) ?? []
    let offsets = entry["data_offsets"]?.array?.compactMap(\.integer) ?? []
    guard let type = entry["dtype"]?.string, offsets.count == 2,
      shape.count == entry["shape"]?.array?.count,
      0 <= offsets[0], offsets[0] <= offsets[1],
      shape.allSatisfy({ $0 > 0 && $0 <= Int(Int32.max) })
    else {
      throw .malformed(path: file.path, offset: 8, reason: "the header's entry for \(name)")
    }
    guard let source = sources[type] else { return nil }
    let tensor = try Tensor(
      file: file, name: name, source: source, shape: shape, dataStart: dataStart,
      offset: UInt64(offsets[0]), entry: 8)
    guard tensor.byteCount == offsets[1] - offsets[0] else {
      throw .malformed(
        path: file.path, offset: 8, reason: "\(name) takes \(offsets[1] - offsets[0]) bytes")
    }
    return tensor
  }
}

/// Writes tensors of floats as a safetensors file.
package struct SafetensorsWriter {
  private var header: [String] = []
  private var offset = 0
  private var tensorCount = 0

  /// Makes a file of no tensors.
  ///
  /// - Parameter metadata: What the file is to say of itself.
  package init(metadata: [String: String] = [:]) {
    guard !metadata.isEmpty else { return }
    let members = JSON.object(metadata.mapValues { .string($0) })
    header = [#""__metadata__":"# + String(decoding: members.text, as: UTF8.self)]
  }

  /// Announces a tensor; the values must be written in the order of announcement.
  package mutating func announce(_ name: String, shape: [Int]) {
    let end = offset + shape.reduce(4, *)
    let lengths = shape.map(String.init).joined(separator: ",")
    header.append(
      #""\#(name)":{"dtype":"F32","shape":[\#(lengths)],"data_offsets":[\#(offset),\#(end)]}"#)
    offset = end
    tensorCount += 1
  }

  /// Writes the file, asking `values` for each tensor in turn.
  ///
  /// - Parameters:
  ///   - path: Of the file.
  ///   - values: Gives the elements of the tensor of an index, the last dimension fastest.
  /// - Throws: ``ModelError/unreadable(path:reason:)`` if the file cannot be written.
  package func write(to path: String, values: (Int) -> [Float]) throws(ModelError) {
    var text = Array("{\(header.joined(separator: ","))}".utf8)
    // The data begin at a multiple of eight.
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    do throws(FileError) {
      let output = try OutputFile(path: path)
      try output.write((0..<8).map { UInt8(UInt64(text.count) >> (8 * UInt64($0)) & 255) })
      try output.write(text)
      for index in 0..<tensorCount {
        try output.write(littleEndian: values(index))
      }
      try output.close()
    } catch {
      throw ModelError(error)
    }
  }
}

extension OutputFile {
  /// Writes floats; every platform there is has them in the file's order.
  fileprivate func write(littleEndian values: [Float]) throws(FileError) {
    let done = unsafe values.withUnsafeBytes { bytes in
      Result { () throws(FileError) in unsafe try write(bytes) }
    }
    try done.get()
  }
}
