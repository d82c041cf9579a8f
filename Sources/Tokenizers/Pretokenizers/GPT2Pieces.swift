/// The pieces of GPT-2: also of r50k and p50k.
///
/// Pattern: `'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s`
enum GPT2Pieces: PieceScanner {
  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    var item = text.item(at: start)
    var body = start
    if text.byte(at: start) == UInt8(ascii: "'") {
      let end = endOfContraction(text, afterApostrophe: start &+ 1)
      if end != start { return end }
    } else if text.byte(at: start) == UInt8(ascii: " ") {
      item = text.item(at: start &+ 1)
      body = start &+ 1
      if item.isIn(Scanner.space | Scanner.walls) {
        return Whitespace.endOfRunOrLookahead(text, from: start)
      }
    }
    let rest = body &+ item.length
    if item.isIn(Scanner.letter) { return text.endOfRun(of: Scanner.letter, from: rest) }
    if item.isIn(Scanner.other) { return text.endOfRun(of: Scanner.other, from: rest) }
    if item.isIn(Scanner.number) { return text.endOfRun(of: Scanner.number, from: rest) }
    if item.isIn(Scanner.walls) { return rest }
    return Whitespace.endOfRunOrLookahead(text, from: start)
  }

  /// Where a contraction ends, or `place - 1` when there is none; lower case only.
  @inline(__always)
  private static func endOfContraction(_ text: Scanner, afterApostrophe place: Int) -> Int {
    switch text.byte(at: place) {
    case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "t"):
      return place &+ 1
    case UInt8(ascii: "l"):
      if text.byte(at: place &+ 1) == UInt8(ascii: "l") { return place &+ 2 }
    case UInt8(ascii: "v"), UInt8(ascii: "r"):
      if text.byte(at: place &+ 1) == UInt8(ascii: "e") { return place &+ 2 }
    default: break
    }
    return place &- 1
  }
}

/// The white-space alternatives that the patterns share.
enum Whitespace {
  /// `\s++$|\s+(?!\S)|\s`: a run up to the end of the haystack whole, another run but for its last
  /// character, a single character alone.
  @inline(__always)
  static func endOfRunOrLookahead(_ text: Scanner, from start: Int) -> Int {
    var last = start
    var place = start
    while true {
      let item = text.item(at: place)
      guard item.isIn(Scanner.space) else {
        return item.isIn(Scanner.walls) || last == start ? place : last
      }
      last = place
      place &+= item.length
    }
  }
}
