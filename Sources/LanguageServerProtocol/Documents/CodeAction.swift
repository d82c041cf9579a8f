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

/// A fix that the person can take.
///
/// Source: LSP 3.18 `CodeAction`.
package struct CodeAction: Encodable, Sendable {
  package var title: String
  package var kind: String
  package var diagnostics: [Diagnostic]
  package var isPreferred: Bool
  package var edit: WorkspaceEdit

  package init(
    title: String, kind: String, diagnostics: [Diagnostic], isPreferred: Bool, edit: WorkspaceEdit
  ) {
    self.title = title
    self.kind = kind
    self.diagnostics = diagnostics
    self.isPreferred = isPreferred
    self.edit = edit
  }
}
