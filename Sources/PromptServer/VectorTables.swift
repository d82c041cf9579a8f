import JSONCoding
import JSONRPC
import Synchronization
import WordVectors

/// The tables of vectors that requests and settings name by their files, kept once they are read.
final class VectorTables: Sendable {
  private let tables = Mutex<[String: VectorTable]>([:])

  /// The table of a file that has been read; does no input.
  func known(_ path: String) -> VectorTable? { tables.withLock { $0[path] } }

  /// The table of a file.
  ///
  /// - Throws: `embeddings-load-failed` where the file holds none.
  func table(_ path: String) throws(ResponseError) -> VectorTable {
    if let table = known(path) { return table }
    do throws(WordVectorError) {
      let table = try VectorTable(path: path)
      tables.withLock { $0[path] = table }
      return table
    } catch {
      throw ResponseError(
        .requestFailed, "\(error)", name: "embeddings-load-failed",
        facts: ["path": .string(path)])
    }
  }
}
