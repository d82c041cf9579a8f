import JSONCoding
import Model

extension VectorTable {
  private static let format = "promptls-vectors"

  /// Writes the table to a safetensors file: the matrix `vectors`, a row an item, and in the
  /// metadata `items` and `counts`, each a JSON array.
  ///
  /// - Throws: ``WordVectorError/malformedFile(path:reason:)`` if it cannot be written.
  package func write(to path: String) throws(WordVectorError) {
    func text(_ elements: [JSON]) -> String {
      String(decoding: JSON.array(elements).text, as: UTF8.self)
    }
    var writer = SafetensorsWriter(metadata: [
      "format": Self.format, "items": text(names.map { .string($0) }),
      "counts": text(counts.map { .integer($0) }),
    ])
    writer.announce("vectors", shape: [names.count, dimensions])
    do throws(ModelError) {
      try writer.write(to: path) { _ in names.indices.flatMap { vector($0) } }
    } catch {
      throw .malformedFile(path: path, reason: error.description)
    }
  }

  /// Reads a table from such a file.
  ///
  /// - Throws: ``WordVectorError/malformedFile(path:reason:)`` for any other.
  package init(path: String) throws(WordVectorError) {
    try self.init(path: path) { () throws(ModelError) in try SafetensorsFile(path: path) }
  }

  /// Reads a table from the bytes of such a file.
  package init(contents: [UInt8]) throws(WordVectorError) {
    try self.init(path: "the vectors") { () throws(ModelError) in
      try SafetensorsFile(contents: contents)
    }
  }

  private init(
    path: String, _ open: () throws(ModelError) -> SafetensorsFile
  ) throws(WordVectorError) {
    let metadata: [String: String]
    let matrix: (rows: Int, columns: Int, values: [Float])?
    do throws(ModelError) {
      let file = try open()
      metadata = file.metadata
      matrix = try file.matrix("vectors")
    } catch {
      throw .malformedFile(path: path, reason: error.description)
    }
    func list(_ name: String) throws(WordVectorError) -> [JSON] {
      guard let text = metadata[name], let list = (try? JSON.parse(Array(text.utf8)))?.array else {
        throw .malformedFile(path: path, reason: "its metadata have no list of \(name)")
      }
      return list
    }
    let names = try list("items").compactMap(\.string)
    let counts = try list("counts").compactMap(\.integer)
    guard metadata["format"] == Self.format, let matrix, matrix.rows == names.count,
      counts.count == names.count
    else {
      throw .malformedFile(
        path: path,
        reason: "\(names.count) items, \(counts.count) counts, "
          + "\(matrix?.rows ?? 0) vectors")
    }
    self.init(names: names, counts: counts, dimensions: matrix.columns, vectors: matrix.values)
  }
}
