import TestSupport
import Text

/// The definition of a document: an array of bytes, everything counted from the start.
struct FlatDocument {
  var bytes: [UInt8]

  var scalars: [Unicode.Scalar] { Array(String(decoding: bytes, as: UTF8.self).unicodeScalars) }

  /// The ranges of the line breaks.
  var breaks: [Range<Int>] {
    var breaks: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      var length = 0
      if bytes[index] == 0x0D {
        length = index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
      } else if bytes[index] == 0x0A {
        length = 1
      }
      if 0 < length { breaks.append(index..<index + length) }
      index += max(1, length)
    }
    return breaks
  }

  /// The ranges of the lines without their breaks.
  var lines: [Range<Int>] {
    let breaks = breaks
    let starts = [0] + breaks.map(\.upperBound)
    let ends = breaks.map(\.lowerBound) + [bytes.count]
    return zip(starts, ends).map { $0..<$1 }
  }

  var wordCount: Int {
    scalars.split { $0.properties.isWhitespace }.count
  }

  /// The offsets of all scalars and of the end.
  var scalarStarts: [Int] {
    bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count]
  }

  func position(of offset: Int, in encoding: PositionEncoding) -> Position {
    let lines = lines
    let line = lines.lastIndex { $0.lowerBound <= offset } ?? 0
    let text = String(
      decoding: bytes[lines[line].lowerBound..<min(offset, lines[line].upperBound)],
      as: UTF8.self)
    let column =
      switch encoding {
      case .utf8: text.utf8.count
      case .utf16: text.utf16.count
      case .utf32: text.unicodeScalars.count
      }
    return Position(line: line, character: column)
  }

  func offset(of position: Position, in encoding: PositionEncoding) -> Int {
    let lines = lines
    if lines.count <= position.line { return bytes.count }
    let line = lines[position.line]
    let starts = scalarStarts.filter { line.lowerBound <= $0 && $0 <= line.upperBound }
    return starts.last { self.position(of: $0, in: encoding).character <= position.character }
      ?? line.lowerBound
  }
}

/// Random text of everything that is hard to count.
struct TextGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let atoms: [String] = [
    "a", "the ", "word", " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n", "\u{2028}", "\u{85}",
    "\u{A0}", "\u{3000}", "\u{2003}", "\u{205F}", "\u{1680}", "é", "e\u{301}", "ß", "中文", "。",
    "😀", "👨‍👩‍👧", "𝒳", "\0", "\u{FEFF}", "\u{FFFD}", "\u{200B}", "the quick brown fox ",
    "1234", "{\"k\": [1, 2]}",
  ]

  mutating func number(below bound: Int) -> Int {
    Int.random(in: 0..<bound, using: &random)
  }

  mutating func text(atoms count: Int) -> [UInt8] {
    (0..<count).flatMap { _ in Array(Self.atoms[number(below: Self.atoms.count)].utf8) }
  }

  /// A range between scalars, mostly short.
  mutating func range(in document: FlatDocument) -> Range<Int> {
    let starts = document.scalarStarts
    let first = number(below: starts.count)
    let longest = number(below: 20) == 0 ? starts.count : 12
    let last = min(starts.count - 1, first + number(below: longest))
    return starts[first]..<starts[last]
  }
}
