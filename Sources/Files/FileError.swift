/// A file that could not be read or written.
package struct FileError: Error, Equatable, Sendable {
  /// As the caller named it.
  package let path: String
  /// In the system's words.
  package let reason: String

  /// Makes an error.
  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  /// The path and the reason.
  package var description: String { "\(path): \(reason)" }
}
