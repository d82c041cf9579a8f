/// `textDocument/diagnostic`: diagnostics for clients that ask for them.
package enum DocumentDiagnosticRequest: Request {
  package static let method = "textDocument/diagnostic"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    /// The state that the client has.
    package var previousResultId: String?
  }

  /// Source: LSP 3.18 `RelatedFullDocumentDiagnosticReport`, `RelatedUnchangedDocumentDiagnosticReport`.
  package enum Result: Encodable, Sendable {
    case full(_ resultID: String, [Diagnostic])
    /// The client has them.
    case unchanged(_ resultID: String)

    private enum Key: String, CodingKey {
      case kind, resultId, items
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      switch self {
      case .full(let resultID, let items):
        try container.encode("full", forKey: .kind)
        try container.encode(resultID, forKey: .resultId)
        try container.encode(items, forKey: .items)
      case .unchanged(let resultID):
        try container.encode("unchanged", forKey: .kind)
        try container.encode(resultID, forKey: .resultId)
      }
    }
  }
}
