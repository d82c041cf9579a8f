/// A prompt in a document: all of it, a message, or one side of a line of a data set.
package struct PromptPart: Equatable, Sendable {
  /// The role of a message, `prompt`, `completion`; empty for a document that is one prompt.
  package var name: String
  /// What an editor marks as the part: the message with its role.
  package var outline: Range<Int>
  /// What a model reads.
  package var text: MappedText
  /// Whether a model goes on at the end; a message that others follow is closed by its template.
  package var isOpen: Bool
  /// Whether the text is a JSON string.
  package var isJSON: Bool

  package init(
    name: String, outline: Range<Int>, text: MappedText, isOpen: Bool, isJSON: Bool = false
  ) {
    self.name = name
    self.outline = outline
    self.text = text
    self.isOpen = isOpen
    self.isJSON = isJSON
  }
}

/// A place where two parts are put together after each was encoded by itself.
package struct PartSeam: Equatable, Sendable {
  /// Indices among the parts of a layout.
  package var first: Int
  package var second: Int
}
