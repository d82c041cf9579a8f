/// Why no vectors can be learned or read.
package enum WordVectorError: Error, Equatable, Sendable {
  /// A line of a JSON Lines file is no list of names.
  case malformedList(line: Int, reason: String)
  /// Fewer than two items occur often enough to be learned.
  case tooFewItems(count: Int, minimumCount: Int)
  /// A file holds no vectors.
  case malformedFile(path: String, reason: String)
}

extension WordVectorError: CustomStringConvertible {
  /// One clause for a person, without a final dot.
  package var description: String {
    switch self {
    case .malformedList(let line, let reason): "line \(line): \(reason)"
    case .tooFewItems(let count, let minimumCount):
      "only \(count) items occur \(minimumCount) times or more"
    case .malformedFile(let path, let reason): "\(path) holds no vectors: \(reason)"
    }
  }
}
