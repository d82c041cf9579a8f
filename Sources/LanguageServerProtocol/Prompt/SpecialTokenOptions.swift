/// How the text of special tokens is read.
package enum SpecialTokensOption: String, Codable, CaseIterable, Sendable {
  /// `<|endoftext|>` is ordinary characters.
  case asText
  /// `<|endoftext|>` is the special token.
  case asTokens
}
