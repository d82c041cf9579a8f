/// Joins word pieces to text.
///
/// Source: decoders/wordpiece.rs of tokenizers, with its clean-up of English.
struct WordPieceSpelling {
  private var isFirst = true

  /// Pairs of what is replaced and what by, in order, in the text of one token and its space.
  private static let replacements: [(from: [UInt8], to: [UInt8])] = [
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
    (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  /// What a token adds to the text.
  mutating func append(_ token: [UInt8]) -> [UInt8] {
    defer { isFirst = false }
    if isFirst { return token }
    if token.starts(with: "##".utf8) { return Array(token.dropFirst(2)) }
    var text = [UInt8(ascii: " ")] + token
    for (from, to) in Self.replacements where text.starts(with: from) {
      text.replaceSubrange(..<from.count, with: to)
    }
    return text
  }
}
