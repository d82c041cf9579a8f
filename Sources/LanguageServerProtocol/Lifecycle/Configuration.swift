package import JSONCoding

/// `workspace/didChangeConfiguration`: what the person has set.
package enum DidChangeConfiguration: Notification {
  package static let method = "workspace/didChangeConfiguration"

  package struct Params: Codable, Sendable {
    /// Absent or null from clients that want to be asked.
    package var settings: JSON?
  }
}
