/// `textDocument/didOpen`.
package enum DidOpen: Notification {
  package static let method = "textDocument/didOpen"

  package struct Params: Codable, Sendable {
    package var textDocument: TextDocumentItem
  }
}

/// `textDocument/didChange`: edits in order, or the whole text.
package enum DidChange: Notification {
  package static let method = "textDocument/didChange"

  package struct Params: Codable, Sendable {
    package var textDocument: VersionedTextDocumentIdentifier
    package var contentChanges: [Change]
  }

  package struct Change: Codable, Sendable {
    /// Absent where `text` is the whole document.
    package var range: PositionRange?
    package var text: String
  }
}

/// `textDocument/didClose`.
package enum DidClose: Notification {
  package static let method = "textDocument/didClose"

  package struct Params: Codable, Sendable {
    package var textDocument: TextDocumentIdentifier
  }
}

/// `textDocument/didSave`.
package enum DidSave: Notification {
  package static let method = "textDocument/didSave"

  package struct Params: Codable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var text: String?
  }
}
