package import Tokenizers

extension Tokenizer {
  /// A tokenizer of the 256 bytes and what some pairs of tokens merge into, in this order, and of
  /// `<|end|>` as its last token.
  package static func toy(
    merges: [(String, String)], pretokenizer: Pretokenizer = .gpt2,
    extras: TokenizerExtras = TokenizerExtras()
  ) throws -> Tokenizer {
    try .toy(
      merging: merges.map { (Array($0.utf8), Array($1.utf8)) }, pretokenizer: pretokenizer,
      extras: extras)
  }

  /// The same of bytes, which need not be texts.
  package static func toy(
    merging pairs: [(left: [UInt8], right: [UInt8])], pretokenizer: Pretokenizer = .gpt2,
    extras: TokenizerExtras = TokenizerExtras()
  ) throws -> Tokenizer {
    let tokens = (0...UInt8.max).map { [$0] } + pairs.map { $0.left + $0.right }
    let end = SpecialToken(text: "<|end|>", id: TokenID(tokens.count))
    return try Tokenizer(
      name: "toy", tokens: tokens + [[]], merges: pairs, pretokenizer: pretokenizer,
      specialTokens: [end], extras: extras)
  }

  /// A toy tokenizer with a few words of English.
  package static func toyEnglish() throws -> Tokenizer {
    try .toy(merges: [
      ("t", "h"), ("th", "e"), (" ", "the"), ("a", "n"), ("an", "d"), (" ", "and"), ("r", "e"),
      ("i", "n"), ("in", "g"), ("'", "s"), ("'", "re"), (" ", " "), ("\n", "\n"), (":", "/"),
      (":/", "/"), ("h", "t"), ("ht", "t"), ("htt", "p"), (" ", "a"),
    ])
  }
}
