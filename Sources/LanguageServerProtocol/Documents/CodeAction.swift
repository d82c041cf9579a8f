/// `textDocument/codeAction`: fixes for a stretch of a document.
package enum CodeActionRequest: Request {
  package static let method = "textDocument/codeAction"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var range: PositionRange
    package var context: Context
  }

  package struct Context: Decodable, Sendable {
    package var only: [String]?
  }

  package typealias Result = [CodeAction]
}

/// Something that the person can choose: a fix, or a command.
///
/// Source: LSP 3.18 `CodeAction`.
package struct CodeAction: Encodable, Sendable {
  package var title: String
  package var kind: Kind
  package var diagnostics: [Diagnostic]?
  package var isPreferred: Bool?
  package var edit: WorkspaceEdit?
  package var command: Command?

  /// What it is for; a kind is wanted where a beginning of it is.
  package enum Kind: String, Encodable, CaseIterable, Sendable {
    /// Mends one finding.
    case quickFix = "quickfix"
    /// Mends all findings with their first fixes.
    case fixAll = "source.fixAll.promptls"
    /// Shows something or has a model write.
    case command = "source.promptls"

    /// Whether a client asked for it.
    ///
    /// - Parameter only: Kinds such as `source`, which stands for `source.fixAll` too; nil for all.
    /// - Returns: Whether it is to be offered.
    package func isWanted(_ only: [String]?) -> Bool {
      guard let only else { return true }
      return only.contains { $0 == "" || rawValue == $0 || rawValue.hasPrefix($0 + ".") }
    }
  }

  package init(
    title: String, kind: Kind, diagnostics: [Diagnostic]? = nil, isPreferred: Bool? = nil,
    edit: WorkspaceEdit? = nil, command: Command? = nil
  ) {
    self.title = title
    self.kind = kind
    self.diagnostics = diagnostics
    self.isPreferred = isPreferred
    self.edit = edit
    self.command = command
  }
}
