import Tokenizers

/// The end of a text as far as a pretokenizer can tell, with long runs made short.
///
/// No pretokenizer counts beyond three, so a run of one class may be cut to its end without moving a
/// piece's end out of place. That keeps questions about 100 KB of one letter as cheap as any other.
struct Outline {
  /// The bytes that were kept; they end with the text's last ``kept`` bytes.
  let bytes: [UInt8]
  /// Where bytes were left out: offsets in ``bytes``, ascending, with the number of bytes.
  private let gaps: [(offset: Int, count: Int)]

  /// Bytes of a run that are kept; more than any token is long.
  private static let kept = 512

  /// What stands for all ways in which the text may go on.
  let continuations: [[UInt8]]

  /// Draws the outline of a text that ends with `unfinished` bytes of a character.
  init(of text: Span<UInt8>, unfinished: Int, pretokenizer: Pretokenizer) {
    var (bytes, gaps) = text.count > Self.kept ? Self.shortened(text) : (Array(copying: text), [])
    let continuations =
      unfinished == 0 ? Continuations.all : Continuations.finishing(bytes.suffix(unfinished))
    if bytes.count > 2 * Self.kept,
      let middle = Self.middleToLeaveOut(of: bytes, continuations, pretokenizer)
    {
      bytes.removeSubrange(middle)
      gaps = gaps.filter { $0.offset < middle.lowerBound }
      gaps.append((middle.lowerBound, text.count - bytes.count - gaps.reduce(0) { $0 + $1.count }))
    }
    (self.bytes, self.gaps, self.continuations) = (bytes, gaps, continuations)
  }

  /// The middle of a long text if no continuation tells the text from what is left without it.
  ///
  /// Words of a script without spaces are long and their characters of several classes.
  private static func middleToLeaveOut(
    of bytes: [UInt8], _ continuations: [[UInt8]], _ pretokenizer: Pretokenizer
  ) -> Range<Int>? {
    var (lower, upper) = (kept / 4, bytes.count - kept)
    while lower > 0 && bytes[lower] & 0xC0 == 0x80 { lower -= 1 }
    while upper < bytes.count && bytes[upper] & 0xC0 == 0x80 { upper += 1 }
    let rest = Array(bytes[..<lower] + bytes[upper...])
    let alike = continuations.allSatisfy { continuation in
      let long = pieceEnds(of: bytes + continuation, pretokenizer)
      let short = pieceEnds(of: rest + continuation, pretokenizer)
      return long == short.map { $0 < lower ? $0 : $0 + upper - lower }
    }
    return alike ? lower..<upper : nil
  }

  private static func pieceEnds(of text: [UInt8], _ pretokenizer: Pretokenizer) -> [Int] {
    var ends: [Int] = []
    while (ends.last ?? 0) < text.count {
      ends.append(pretokenizer.endOfPiece(in: text.span, from: ends.last ?? 0))
    }
    return ends
  }

  /// A text with runs of one class made short, and where bytes were left out.
  private static func shortened(
    _ text: Span<UInt8>
  ) -> (bytes: [UInt8], gaps: [(offset: Int, count: Int)]) {
    var bytes: [UInt8] = []
    var gaps: [(offset: Int, count: Int)] = []
    var start = 0
    while start < text.count {
      let end = endOfRun(in: text, from: start)
      var from = start
      if end - start > kept + 8 {
        from = end - kept
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
    return (bytes, gaps)
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
