package import Tokenizers

extension Tokenizer {
  /// A tokenizer of the 256 bytes and what some pairs of tokens merge into, in this order, and of
  /// `<|end|>` as its last token.
  package static func toy(
    merges: [(String, String)], pretokenizer: Pretokenizer = .gpt2
  ) throws -> Tokenizer {
    var tokens = (0...UInt8.max).map { [$0] }
    var pairs: [(left: [UInt8], right: [UInt8])] = []
    for (left, right) in merges {
      pairs.append((Array(left.utf8), Array(right.utf8)))
      tokens.append(Array((left + right).utf8))
    }
    let end = SpecialToken(text: "<|end|>", id: TokenID(tokens.count))
    return try Tokenizer(
      name: "toy", tokens: tokens + [[]], merges: pairs, pretokenizer: pretokenizer,
      specialTokens: [end])
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
