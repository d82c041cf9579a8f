/// `textDocument/diagnostic`: diagnostics for clients that ask for them.
package enum DocumentDiagnosticRequest: Request {
  package static let method = "textDocument/diagnostic"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
  }

  /// Source: LSP 3.18 `RelatedFullDocumentDiagnosticReport`.
  package struct Result: Encodable, Sendable {
    package let kind = "full"
    package var items: [Diagnostic]

    package init(items: [Diagnostic]) {
      self.items = items
    }
  }
}
