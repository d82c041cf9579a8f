/// The pieces of cl100k.
///
/// Pattern: `'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+`
/// `|\s++$|\s*[\r\n]|\s+(?!\S)|\s`
enum CL100KPieces: PieceScanner {
  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    cl100kEndOfPiece(text, from: start, numbers: 3, wholeTail: true)
  }
}

/// The pieces of Llama 3: cl100k's older pattern, which has `\s*[\r\n]+` before the end of the text.
enum Llama3Pieces: PieceScanner {
  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    cl100kEndOfPiece(text, from: start, numbers: 3, wholeTail: false)
  }
}

/// The pieces of Qwen 2: those of Llama 3, but with every number character alone.
enum Qwen2Pieces: PieceScanner {
  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    cl100kEndOfPiece(text, from: start, numbers: 1, wholeTail: false)
  }
}

@inline(__always)
private func cl100kEndOfPiece(
  _ text: Scanner, from start: Int, numbers: Int, wholeTail: Bool
) -> Int {
  let item = text.item(at: start)
  let rest = start &+ item.length
  if item.isIn(Scanner.letter) { return text.endOfRun(of: Scanner.letter, from: rest) }
  if item.isIn(Scanner.walls) { return rest }
  if item.isIn(Scanner.number) { return text.endOfNumbers(from: rest, more: numbers &- 1) }
  let first = text.byte(at: start)
  if first == UInt8(ascii: "'") {
    let end = text.endOfContraction(afterApostrophe: rest)
    if end > 0 { return end }
  }
  // A single character that is no line break joins the letters after it.
  let next = text.item(at: rest)
  if !item.isIn(Scanner.newline), next.isIn(Scanner.letter) {
    return text.endOfRun(of: Scanner.letter, from: rest &+ next.length)
  }
  var body = rest
  if !item.isIn(Scanner.other) {
    guard first == UInt8(ascii: " "), next.isIn(Scanner.other) else {
      return Whitespace.endOfRunOrLines(text, from: start, wholeTail: wholeTail)
    }
    body &+= next.length
  }
  body = text.endOfRun(of: Scanner.other, from: body)
  return text.endOfRun(of: Scanner.newline, from: body)
}

extension Scanner {
  /// Where up to some more number characters end.
  @inline(__always)
  func endOfNumbers(from start: Int, more: Int) -> Int {
    var place = start
    for _ in 0..<more {
      let item = item(at: place)
      guard item.isIn(Scanner.number) else { break }
      place &+= item.length
    }
    return place
  }

  /// Where `(?i:[sdmt]|ll|ve|re)` ends, or 0 when it does not match.
  ///
  /// Of all characters beyond ASCII only U+017F folds to one of these letters, to `s`.
  @inline(__always)
  func endOfContraction(afterApostrophe place: Int) -> Int {
    let second = byte(at: place &+ 1) | 0x20
    switch byte(at: place) | 0x20 {
    case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "t"):
      return place &+ 1
    case UInt8(ascii: "l"):
      if second == UInt8(ascii: "l") { return place &+ 2 }
    case UInt8(ascii: "v"), UInt8(ascii: "r"):
      if second == UInt8(ascii: "e") { return place &+ 2 }
    case 0xE5:
      if byte(at: place) == 0xC5, byte(at: place &+ 1) == 0xBF { return place &+ 2 }
    default: break
    }
    return 0
  }
}
