package import Text

/// Random text of everything that is awkward to cut, and random edits of it.
///
/// The same seed gives the same sequence everywhere.
package struct EditGenerator {
  private var random: SeededGenerator

  /// Starts a sequence.
  package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A number from 0 up to a bound.
  package mutating func number(below bound: Int) -> Int {
    Int.random(in: 0..<bound, using: &random)
  }

  /// What texts are made of.
  package static let atoms: [[UInt8]] = [
    "a", "B", "s", "S", "t", "'", "’", "'s", "'LL", "'re", "they'", "don't", " ", "  ", "    ",
    "\t", "\n", "\r", "\r\n", "\n\n", " \n", "\n ", "/", "//", "!", "!!", "-", ".", ",", "...",
    "_", "1", "12", "1234", "٣", "Ⅷ", "½", "é", "É", "e\u{301}", "\u{301}", "\u{903}", "\u{1161}",
    "中", "文字", "か", "が", "가", "한국", "\u{1100}", "。", "，", "「", "\u{3000}", "\u{A0}",
    "\u{2028}", "\u{85}", "\u{1C}", "\u{B}", "\u{C}", "😀", "👨‍👩‍👧", "🇩🇪", "\u{200D}", "\u{200B}",
    "\u{FEFF}", "\0", "\u{7F}", "\u{FFFD}", "ſ", "ǅ", "ʰ", "ß", "İ", "Σς", "ъ", "слово", "العربية",
    "हिन्दी", "ไทย", "𝒳", "\u{1D165}", "[UNK]", "[CLS]", "<|endoftext|>", "word", "Word", "WORD",
    "camelCase", "HTTPServer", " the", " The quick brown fox", "unaffable", "antidisestablish",
    "{\"key\": [1, 2, null]}", "func f(x: Int) -> Int {\n\treturn x\n}\n", "https://www.",
    "========", "hahahahaha", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "# Title\n\n", "- item\n",
  ].map { Array($0.utf8) }

  /// Text of a number of atoms.
  package mutating func text(atoms count: Int) -> [UInt8] {
    (0..<count).flatMap { _ in Self.atoms[number(below: Self.atoms.count)] }
  }

  /// An edit as people make them: mostly a character or a word, sometimes a passage.
  ///
  /// - Parameters:
  ///   - text: What is to be edited.
  ///   - near: Where the last edit was; most edits are close to it.
  /// - Returns: An edit between scalars of the text.
  package mutating func edit(of text: DocumentTree, near: Int) -> TextEdit {
    let count = text.byteCount
    var start = number(below: count + 1)
    if number(below: 3) != 0 { start = min(count, max(0, near - 12 + number(below: 24))) }
    start = text.scalarStart(atOrBefore: start)
    let removed = number(below: 2) == 0 ? 0 : number(below: number(below: 12) == 0 ? 300 : 6)
    let end = text.scalarStart(atOrBefore: min(count, start + removed))
    let inserted = number(below: 3) == 0 ? 0 : number(below: number(below: 15) == 0 ? 60 : 4)
    // The text neither vanishes nor grows without end.
    let isLong = 4000 < count
    return TextEdit(
      range:
        start..<(isLong ? max(end, text.scalarStart(atOrBefore: min(count, start + 200))) : end),
      newBytes: self.text(atoms: isLong ? 1 : inserted))
  }
}
