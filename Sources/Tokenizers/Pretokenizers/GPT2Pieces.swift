/// The pieces of GPT-2: also of r50k and p50k.
///
/// Pattern: `'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s`
enum GPT2Pieces: PieceScanner {
  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    gpt2EndOfPiece(text, from: start, walls: Scanner.walls)
  }
}

/// The pieces of SmolLM: every number character alone, and what is between them cut as by GPT-2.
///
/// A number character ends the haystack of what stands before it, as the end of the text does.
enum SmolLMPieces: PieceScanner {
  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    gpt2EndOfPiece(text, from: start, walls: Scanner.walls | Scanner.number)
  }
}

@inline(__always)
private func gpt2EndOfPiece(_ text: Scanner, from start: Int, walls: UInt32) -> Int {
  var item = text.item(at: start)
  var body = start
  let first = text.byte(at: start)
  if first == UInt8(ascii: "'") {
    let end = endOfContraction(text, afterApostrophe: start &+ 1)
    if end > start { return end }
  } else if first == UInt8(ascii: " ") {
    item = text.item(at: start &+ 1)
    body = start &+ 1
    if item.isIn(Scanner.space | walls) {
      return Whitespace.endOfRunOrLookahead(text, from: start, walls: walls)
    }
  }
  let rest = body &+ item.length
  if item.isIn(Scanner.letter) { return text.endOfRun(of: Scanner.letter, from: rest) }
  if item.isIn(walls) { return rest }
  if item.isIn(Scanner.other) { return text.endOfRun(of: Scanner.other, from: rest) }
  if item.isIn(Scanner.number) { return text.endOfRun(of: Scanner.number, from: rest) }
  return Whitespace.endOfRunOrLookahead(text, from: start, walls: walls)
}

/// Where a contraction in lower case ends, or 0 when there is none.
@inline(__always)
private func endOfContraction(_ text: Scanner, afterApostrophe place: Int) -> Int {
  switch text.byte(at: place) {
  case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "t"):
    return place &+ 1
  case UInt8(ascii: "l"):
    if text.byte(at: place &+ 1) == UInt8(ascii: "l") { return place &+ 2 }
  case UInt8(ascii: "v"), UInt8(ascii: "r"):
    if text.byte(at: place &+ 1) == UInt8(ascii: "e") { return place &+ 2 }
  default: break
  }
  return 0
}
