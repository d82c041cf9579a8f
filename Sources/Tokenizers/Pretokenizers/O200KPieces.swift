/// The pieces of o200k.
///
/// Pattern, with `U` for `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, `L` for `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` and
/// `C` for `(?i:'s|'t|'re|'ve|'m|'ll|'d)?`:
/// `[^\r\n\p{L}\p{N}]?U*L+C|[^\r\n\p{L}\p{N}]?U+L*C|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*`
/// `|\s*[\r\n]+|\s+(?!\S)|\s+`
enum O200KPieces: PieceScanner {
  private static let mark: UInt32 = 1 << 1
  private static let upper: UInt32 = mark | 1 << 5 | 1 << 7
  private static let lower: UInt32 = mark | 1 << 6 | 1 << 7

  @inline(__always)
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    let item = text.item(at: start)
    let rest = start &+ item.length
    if item.isIn(Scanner.walls) { return rest }
    if item.isIn(Scanner.number) { return text.endOfNumbers(from: rest, more: 2) }
    // A mark may be the character before a word or a part of it; both readings end alike.
    if item.isIn(upper | lower) { return endOfWord(text, from: start) }
    let next = text.item(at: rest)
    if !item.isIn(Scanner.newline), next.isIn(upper | lower) {
      return endOfWord(text, from: rest)
    }
    var body = rest
    if !item.isIn(Scanner.other) {
      guard text.byte(at: start) == UInt8(ascii: " "), next.isIn(Scanner.other) else {
        return Whitespace.endOfRunOrLines(text, from: start, wholeTail: false)
      }
      body &+= next.length
    }
    body = text.endOfRun(of: Scanner.other, from: body)
    while true {
      let byte = text.byte(at: body)
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "/")
      else { return body }
      body &+= 1
    }
  }

  /// Where a word ends that begins with a letter or a mark: `U*L+C`, else `U+C`.
  @inline(__always)
  private static func endOfWord(_ text: Scanner, from start: Int) -> Int {
    var place = start
    // The last place up to which `U*` can step back and leave one character to `L+`.
    var endOfLower = 0
    while true {
      let item = text.item(at: place)
      guard item.isIn(upper) else {
        if item.isIn(lower) {
          return endWithContraction(
            text, text.endOfRun(of: lower, from: place &+ item.length))
        }
        return endWithContraction(text, endOfLower > 0 ? endOfLower : place)
      }
      place &+= item.length
      if item.isIn(lower) { endOfLower = place }
    }
  }

  @inline(__always)
  private static func endWithContraction(_ text: Scanner, _ place: Int) -> Int {
    guard text.byte(at: place) == UInt8(ascii: "'") else { return place }
    let end = text.endOfContraction(afterApostrophe: place &+ 1)
    return end > 0 ? end : place
  }
}
