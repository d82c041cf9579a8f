/// A replacement in a document.
///
/// Source: LSP 3.18 `TextEdit`.
package struct TextEdit: Hashable, Codable, Sendable {
  package var range: PositionRange
  package var newText: String

  package init(range: PositionRange, newText: String) {
    self.range = range
    self.newText = newText
  }
}

/// Replacements by document; `changes` and not `documentChanges`, since old clients know no other.
///
/// Source: LSP 3.18 `WorkspaceEdit`.
package struct WorkspaceEdit: Hashable, Codable, Sendable {
  package var changes: [String: [TextEdit]]

  package init(changes: [String: [TextEdit]]) {
    self.changes = changes
  }
}
