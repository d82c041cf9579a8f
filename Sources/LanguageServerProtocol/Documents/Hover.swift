/// `textDocument/hover`: what is known of the token at a place.
package enum HoverRequest: Request {
  package static let method = "textDocument/hover"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var position: Position
  }

  package typealias Result = Hover?
}

/// Source: LSP 3.18 `Hover`.
package struct Hover: Encodable, Sendable {
  package var contents: MarkupContent
  package var range: PositionRange?

  package init(contents: MarkupContent, range: PositionRange?) {
    self.contents = contents
    self.range = range
  }
}

/// Text for a person.
///
/// Source: LSP 3.18 `MarkupContent`.
package struct MarkupContent: Encodable, Sendable {
  package var kind: String
  package var value: String

  package init(markdown: String) {
    kind = "markdown"
    value = markdown
  }
}
