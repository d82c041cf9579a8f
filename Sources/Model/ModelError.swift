import Files

/// Why a model could not be loaded or run.
///
/// Model files are untrusted input: whatever is wrong with one ends here, never in a trap.
package enum ModelError: Error, Equatable, Sendable {
  /// The file could not be opened, mapped or written.
  case unreadable(path: String, reason: String)
  /// The file breaks its format; `offset` is the byte where that was seen.
  case malformed(path: String, offset: Int, reason: String)
  /// The file is well-formed, but of a kind that is not supported; `what` names what was found.
  case unsupported(path: String, what: String)
  /// More positions are needed than the context holds.
  case contextOverflow(needed: Int, capacity: Int)
  /// A token id that the model has no row for.
  case invalidToken(id: UInt32, vocabularySize: Int)
  /// The weights are such that what comes out is no number or infinite.
  case notFinite
  /// The caller's cancellation check said stop; the context holds what it held before the call.
  case cancelled
}

extension ModelError {
  init(_ error: FileError) {
    self = .unreadable(path: error.path, reason: error.reason)
  }
}

extension ModelError: CustomStringConvertible {
  /// One clause for a person, without a final dot.
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .malformed(let path, let offset, let reason):
      "\(path) is malformed at byte \(offset): \(reason)"
    case .unsupported(let path, let what): "\(path) is not supported: \(what)"
    case .contextOverflow(let needed, let capacity):
      "\(needed) positions are needed, the context holds \(capacity)"
    case .invalidToken(let id, let size):
      "token \(id) is outside of the model's vocabulary of \(size)"
    case .notFinite: "the model's weights are damaged: what they give is not finite"
    case .cancelled: "cancelled"
    }
  }
}
