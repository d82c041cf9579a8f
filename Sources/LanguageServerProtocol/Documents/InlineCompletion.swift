/// `textDocument/inlineCompletion`: text shown behind the cursor until it is taken.
package enum InlineCompletionRequest: Request {
  package static let method = "textDocument/inlineCompletion"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var position: Position
  }

  package struct Result: Encodable, Sendable {
    package var items: [Item]

    package init(items: [Item]) {
      self.items = items
    }
  }

  /// Source: LSP 3.18 `InlineCompletionItem`.
  package struct Item: Encodable, Sendable {
    package var insertText: String
    /// Empty, at the cursor: VS Code hides an item whose text does not begin with what it replaces.
    package var range: PositionRange

    package init(insertText: String, range: PositionRange) {
      self.insertText = insertText
      self.range = range
    }
  }
}

/// `textDocument/completion`: the same text, for editors that have no inline completion.
package enum CompletionRequest: Request {
  package static let method = "textDocument/completion"
  package typealias Params = InlineCompletionRequest.Params

  package struct Result: Encodable, Sendable {
    package let isIncomplete = true
    package var items: [Item]

    package init(items: [Item]) {
      self.items = items
    }
  }

  /// Source: LSP 3.18 `CompletionItem`.
  package struct Item: Encodable, Sendable {
    package var label: String
    package var detail: String
    /// Empty, so that editors do not filter the item by the word before the cursor.
    package var filterText: String
    package var textEdit: TextEdit

    package init(label: String, detail: String, filterText: String, textEdit: TextEdit) {
      self.label = label
      self.detail = detail
      self.filterText = filterText
      self.textEdit = textEdit
    }
  }
}
