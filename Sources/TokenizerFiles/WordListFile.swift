import Tokenizers

/// A `vocab.txt` of BERT: a token a line, whose number is the id; read as an uncased vocabulary.
enum WordListFile {
  static let usualSpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  static func read(name: String, _ contents: [UInt8]) throws(TokenizerFileError) -> Tokenizer {
    var lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { line in Array(line.last == 0x0D ? line.dropLast() : line) }
    if lines.last == [] { lines.removeLast() }
    return try TokenizerFile.building("") { () throws(TokenizerError) in
      try Tokenizer(
        name: name, uncasedWordPieces: lines, specialTokens: usualSpecialTokens)
    }
  }
}
