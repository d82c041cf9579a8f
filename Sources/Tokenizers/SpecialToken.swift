/// A token that stands for a control signal of the model and not for text.
package struct SpecialToken: Equatable, Hashable, Sendable {
  /// How people write it, such as `<|endoftext|>`.
  package let text: String
  package let id: TokenID

  package init(text: String, id: TokenID) {
    self.text = text
    self.id = id
  }
}

/// How text that looks like a special token is read.
package enum SpecialTokenHandling: Sendable {
  /// As ordinary characters.
  case asText
  /// As the special token; the text before and after it is cut there before anything else is done.
  case asTokens
}
