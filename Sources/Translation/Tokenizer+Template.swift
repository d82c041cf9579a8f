import Tokenizers

extension Tokenizer {
  /// Puts around ids what the tokenizer's own template puts around those of a text.
  func addingTemplate(to ids: [TokenID]) -> [TokenID] {
    template.opening + ids + template.closing
  }
}
