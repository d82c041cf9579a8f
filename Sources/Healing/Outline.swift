/// The end of a text as far as a pretokenizer can tell, with long runs made short.
///
/// No pretokenizer counts beyond three, so a run of one class may be cut to its end without moving a
/// piece's end out of place. That keeps questions about 100 KB of one letter as cheap as any other.
struct Outline {
  /// The bytes that were kept; they end with the text's last ``kept`` bytes.
  let bytes: [UInt8]
  /// Where bytes were left out: offsets in ``bytes``, ascending, with the number of bytes.
  private var gaps: [(offset: Int, count: Int)] = []

  /// Bytes of a run that are kept; more than any token is long.
  private static let kept = 512

  /// Draws the outline of a text.
  init(of text: Span<UInt8>) {
    guard text.count > Self.kept else {
      bytes = Array(copying: text)
      return
    }
    var bytes: [UInt8] = []
    var start = 0
    while start < text.count {
      let end = Self.endOfRun(in: text, from: start)
      var from = start
      if end - start > Self.kept + 8 {
        from = end - Self.kept
        while from < end && text[from] & 0xC0 == 0x80 { from += 1 }
        // The first character stays, lest the run's first be taken for a later one.
        var first = start
        repeat {
          bytes.append(text[first])
          first += 1
        } while first < from && text[first] & 0xC0 == 0x80
        gaps.append((bytes.count, from - first))
      }
      for offset in from..<end { bytes.append(text[offset]) }
      start = end
    }
    self.bytes = bytes
  }

  /// The offset in the text of an offset in the outline.
  func original(_ offset: Int) -> Int {
    gaps.reduce(offset) { $1.offset < offset ? $0 + $1.count : $0 }
  }

  /// Where the run of characters of one class ends that begins at `start`.
  private static func endOfRun(in text: Span<UInt8>, from start: Int) -> Int {
    var reader = CharacterReader(from: start)
    var shape: UInt8?
    while true {
      let offset = reader.offset
      guard let (scalar, _) = reader.next(in: text) else { return offset }
      guard let scalar else { return offset == start ? text.count : offset }
      let next = CharacterShape.broadly(scalar)
      if let shape, shape != next { return offset }
      shape = next
    }
  }
}
