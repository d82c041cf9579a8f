/// The white-space alternatives that the patterns share.
enum Whitespace {
  /// `\s++$|\s+(?!\S)|\s`: a run up to the end of the haystack whole, another run but for its last
  /// character, a single character alone.
  @inline(__always)
  static func endOfRunOrLookahead(_ text: Scanner, from start: Int, walls: UInt32) -> Int {
    var last = start
    var place = start
    while true {
      let item = text.item(at: place)
      guard item.isIn(Scanner.space) else {
        return item.isIn(walls) || last == start ? place : last
      }
      last = place
      place &+= item.length
    }
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break of the run if it has one, else as above.
  ///
  /// - Parameters:
  ///   - text: The haystack.
  ///   - start: Where the white space begins.
  ///   - wholeTail: Whether `\s++$` comes first.
  /// - Returns: The end of the piece.
  @inline(__always)
  static func endOfRunOrLines(_ text: Scanner, from start: Int, wholeTail: Bool) -> Int {
    var last = start
    var place = start
    var endOfLines = start
    while true {
      let item = text.item(at: place)
      guard item.isIn(Scanner.space) else {
        let atEnd = item.isIn(Scanner.walls)
        if wholeTail && atEnd { return place }
        if endOfLines > start { return endOfLines }
        return atEnd || last == start ? place : last
      }
      last = place
      place &+= item.length
      if item.isIn(Scanner.newline) { endOfLines = place }
    }
  }
}
