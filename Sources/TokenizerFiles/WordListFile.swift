import Tokenizers

/// A `vocab.txt` of BERT: a token a line, whose number is the id.
///
/// The list does not say whether letters keep their case: one with capital letters does.
enum WordListFile {
  static let usualSpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  static func read(name: String, _ contents: [UInt8]) throws(TokenizerFileError)
    -> LoadedTokenizer
  {
    var lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { line in Array(line.last == 0x0D ? line.dropLast() : line) }
    if lines.last == [] { lines.removeLast() }
    let isCased = lines.contains { line in
      line.first != UInt8(ascii: "[") && line.contains { (0x41...0x5A).contains($0) }
    }
    let tokenizer = try TokenizerFile.building("") { () throws(TokenizerError) in
      try Tokenizer(
        name: name, wordPieces: TokenTexts(lines), specialTokens: usualSpecialTokens,
        extras: TokenizerExtras(isCased: isCased))
    }
    return LoadedTokenizer(
      tokenizer: tokenizer,
      notes: isCased ? ["the list has capital letters: case and accents are kept."] : [])
  }
}
