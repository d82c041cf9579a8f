/// `textDocument/documentSymbol`: the sections of a document.
package enum DocumentSymbolRequest: Request {
  package static let method = "textDocument/documentSymbol"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
  }

  package typealias Result = [DocumentSymbol]
}

/// Source: LSP 3.18 `DocumentSymbol`.
package struct DocumentSymbol: Encodable, Sendable {
  package var name: String
  package var kind: Kind
  package var range: PositionRange
  package var selectionRange: PositionRange
  package var children: [DocumentSymbol]

  package enum Kind: Int, Encodable, Sendable {
    case variable = 13
    /// The kind that editors show Markdown's sections as.
    case string = 15
  }

  package init(
    name: String, kind: Kind = .string, range: PositionRange, selectionRange: PositionRange,
    children: [DocumentSymbol]
  ) {
    self.name = name
    self.kind = kind
    self.range = range
    self.selectionRange = selectionRange
    self.children = children
  }
}

/// `textDocument/codeLens`: lines of text above those of the document.
package enum CodeLensRequest: Request {
  package static let method = "textDocument/codeLens"
  package typealias Params = DocumentSymbolRequest.Params
  package typealias Result = [CodeLens]
}

/// Source: LSP 3.18 `CodeLens`.
package struct CodeLens: Encodable, Sendable {
  package var range: PositionRange
  package var command: Command

  package init(range: PositionRange, command: Command) {
    self.range = range
    self.command = command
  }
}

/// `textDocument/inlayHint`: text between that of the document.
package enum InlayHintRequest: Request {
  package static let method = "textDocument/inlayHint"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var range: PositionRange
  }

  package typealias Result = [InlayHint]
}

/// Source: LSP 3.18 `InlayHint`.
package struct InlayHint: Encodable, Sendable {
  package var position: Position
  package var label: String
  package var tooltip: String?
  package let paddingLeft = true

  package init(position: Position, label: String, tooltip: String? = nil) {
    self.position = position
    self.label = label
    self.tooltip = tooltip
  }
}
