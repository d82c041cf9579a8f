/// Names a document.
package struct TextDocumentIdentifier: Hashable, Codable, Sendable {
  package var uri: String

  package init(uri: String) {
    self.uri = uri
  }
}

/// Names a document at a version.
package struct VersionedTextDocumentIdentifier: Hashable, Codable, Sendable {
  package var uri: String
  /// Null or absent from some clients.
  package var version: Int?

  package init(uri: String, version: Int?) {
    self.uri = uri
    self.version = version
  }
}

/// A document with its text.
package struct TextDocumentItem: Hashable, Codable, Sendable {
  package var uri: String
  package var languageId: String?
  package var version: Int?
  package var text: String
}
