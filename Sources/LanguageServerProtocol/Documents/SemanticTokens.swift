/// `textDocument/semanticTokens/full`: the colours of a document.
package enum SemanticTokensRequest: Request {
  package static let method = "textDocument/semanticTokens/full"
  package typealias Params = DocumentSymbolRequest.Params
  package typealias Result = SemanticTokens
}

/// `textDocument/semanticTokens/range`: the colours of what is on the screen.
package enum SemanticTokensRangeRequest: Request {
  package static let method = "textDocument/semanticTokens/range"
  package typealias Params = InlayHintRequest.Params
  package typealias Result = SemanticTokens
}

/// `textDocument/semanticTokens/full/delta`: what has changed of the colours.
package enum SemanticTokensDeltaRequest: Request {
  package static let method = "textDocument/semanticTokens/full/delta"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var previousResultId: String
  }

  /// The colours anew, or what has changed.
  package enum Result: Encodable, Sendable {
    case full(SemanticTokens)
    case delta(resultID: String, edits: [Edit])

    private enum Key: String, CodingKey {
      case resultId, edits
    }

    package func encode(to encoder: any Encoder) throws {
      switch self {
      case .full(let tokens): try tokens.encode(to: encoder)
      case .delta(let resultID, let edits):
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(resultID, forKey: .resultId)
        try container.encode(edits, forKey: .edits)
      }
    }
  }

  /// Source: LSP 3.18 `SemanticTokensEdit`.
  package struct Edit: Encodable, Sendable {
    package var start: Int
    package var deleteCount: Int
    package var data: [Int]

    package init(start: Int, deleteCount: Int, data: [Int]) {
      (self.start, self.deleteCount, self.data) = (start, deleteCount, data)
    }
  }
}

/// Source: LSP 3.18 `SemanticTokens`.
package struct SemanticTokens: Encodable, Sendable {
  package var resultId: String?
  /// Five numbers a segment.
  package var data: [Int]

  package init(resultId: String?, data: [Int]) {
    self.resultId = resultId
    self.data = data
  }
}
