/// `textDocument/inlineCompletion`: text shown behind the cursor until it is taken.
package enum InlineCompletionRequest: Request {
  package static let method = "textDocument/inlineCompletion"

  package struct Params: Decodable, Sendable {
    package var textDocument: TextDocumentIdentifier
    package var position: Position
    package var context: Context?
  }

  package struct Context: Decodable, Sendable {
    /// 1 by hand, 2 by typing; of `textDocument/completion` 1 in all cases but two.
    package var triggerKind: Int?
    package var selectedCompletionInfo: SelectedCompletion?
  }

  /// The item that is selected in the editor's own list.
  ///
  /// Source: LSP 3.18 `SelectedCompletionInfo`.
  package struct SelectedCompletion: Decodable, Sendable {
    package var range: PositionRange
    package var text: String
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
    package var filterText: String
    package var insertText: String
    package var textEdit: TextEdit

    /// An item that goes on with the word at the cursor.
    ///
    /// Editors that replace that word whatever the range says (Neovim 0.7) and those that filter by it
    /// take the edit, and those that know no edits (JupyterLab) insert `text` at the cursor.
    ///
    /// - Parameters:
    ///   - text: What follows the cursor.
    ///   - word: What ends at the cursor.
    ///   - range: Where the word stands.
    ///   - detail: Said beside the item.
    ///   - label: Shown where it is not the word and the text.
    package init(
      text: String, word: String, range: PositionRange, detail: String, label: String? = nil
    ) {
      self.label = label ?? word + text
      filterText = word + text
      self.detail = detail
      insertText = text
      textEdit = TextEdit(range: range, newText: filterText)
    }
  }
}
