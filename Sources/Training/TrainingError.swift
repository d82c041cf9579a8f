import Files

/// Why a training file could not be read or written.
package enum TrainingError: Error, Equatable, Sendable {
  /// The file could not be opened, read or written.
  case unreadable(path: String, reason: String)
  /// The file is no checkpoint, or is damaged; `offset` is the byte where that was seen.
  case malformed(path: String, offset: Int, reason: String)
  /// The checkpoint is of another run: `what` names the difference.
  case mismatch(path: String, what: String)
}

extension TrainingError: CustomStringConvertible {
  /// One clause for a person, without a final dot.
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read or written: \(reason)"
    case .malformed(let path, let offset, let reason):
      "\(path) is malformed at byte \(offset): \(reason)"
    case .mismatch(let path, let what): "\(path) is of another run: \(what)"
    }
  }
}

extension TrainingError {
  init(_ error: FileError) {
    self = .unreadable(path: error.path, reason: error.reason)
  }
}
