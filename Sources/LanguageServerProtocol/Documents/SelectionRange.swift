/// `textDocument/selectionRange`: what a selection grows to.
package enum SelectionRangeRequest: Request {
  package static let method = "textDocument/selectionRange"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var positions: [Position]
  }

  package typealias Result = [SelectionRange]
}

/// Source: LSP 3.18 `SelectionRange`.
package struct SelectionRange: Encodable, Sendable {
  package var range: PositionRange
  /// One at most: what the range lies in.
  private var parents: [SelectionRange]

  private enum Key: String, CodingKey {
    case range, parent
  }

  package init(range: PositionRange, parent: SelectionRange?) {
    self.range = range
    parents = parent.map { [$0] } ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(range, forKey: .range)
    try container.encodeIfPresent(parents.first, forKey: .parent)
  }
}

/// `textDocument/documentHighlight`: what belongs to the cursor's place.
package enum DocumentHighlightRequest: Request {
  package static let method = "textDocument/documentHighlight"
  package typealias Params = HoverRequest.Params
  package typealias Result = [DocumentHighlight]
}

/// Source: LSP 3.18 `DocumentHighlight`.
package struct DocumentHighlight: Encodable, Sendable {
  package var range: PositionRange
  /// 1: just text.
  package let kind = 1

  package init(range: PositionRange) { self.range = range }
}
