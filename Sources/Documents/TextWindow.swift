import Text

/// A stretch of a document that tokenizes by itself: between firm boundaries, or the text's ends.
struct TextWindow {
  /// Where the stretch stands in the document.
  var range: Range<Int>

  /// The bytes of the range and, unless the document ends with it, of the one scalar that follows,
  /// at which a pretokenizer may look.
  var bytes: [UInt8]
}

extension DocumentTree {
  /// Finds the smallest window whose tokens a change can have changed.
  ///
  /// The range is that of the changed bytes as they are now, empty after a deletion.
  ///
  /// - Complexity: O(log *n* + *m*) for *m* bytes from the range to the nearest firm boundaries, a
  ///   word or so in ordinary text.
  func window(around range: Range<Int>) -> TextWindow {
    var reachBefore = 48
    var reachAfter = 48
    while true {
      let start = scalarStart(atOrBefore: max(0, range.lowerBound - reachBefore))
      let end = scalarStart(atOrBefore: min(byteCount, range.upperBound + reachAfter))
      let bytes = bytes(in: start..<end)
      let changed = range.lowerBound - start..<range.upperBound - start
      let lower = lastFirmBoundary(before: changed.lowerBound, in: bytes.span, isStart: start == 0)
      let upper = firstFirmBoundary(
        after: changed.upperBound, in: bytes.span, isEnd: end == byteCount)
      if let lower, let upper {
        let following = min(
          bytes.count, upper + (upper < bytes.count ? scalarLength(beginningWith: bytes[upper]) : 0)
        )
        return TextWindow(
          range: start + lower..<start + upper, bytes: Array(bytes[lower..<following]))
      }
      if lower == nil { reachBefore *= 4 }
      if upper == nil { reachAfter *= 4 }
    }
  }

  /// The window of the whole text.
  var wholeWindow: TextWindow { TextWindow(range: 0..<byteCount, bytes: bytes) }

  /// Calls a closure with windows that cover the document, left to right.
  ///
  /// They have about the size that is asked for, where there are firm boundaries.
  func forEachWindow(ofAbout size: Int = 1 << 16, _ body: (TextWindow) -> Void) {
    var start = 0
    while start < byteCount {
      let upper = scalarStart(atOrBefore: min(byteCount, start + size))
      let end = window(around: upper..<upper).range.upperBound
      let following = end == byteCount ? 0 : scalarLength(beginningWith: self[end])
      body(TextWindow(range: start..<end, bytes: bytes(in: start..<end + following)))
      start = end
    }
  }
}

/// The last firm boundary of a text whose following scalar ends by an offset.
///
/// `isStart` tells that the text's start is the document's, and so a firm boundary.
private func lastFirmBoundary(
  before offset: Int, in text: Span<UInt8>, isStart: Bool
) -> Int? {
  // Three bytes more, so that the whole scalar before a boundary is there to be seen.
  let first = isStart ? 1 : 4
  var candidate = offset - 1
  while first <= candidate {
    if FirmBoundary.isBoundary(candidate, in: text) { return candidate }
    candidate -= 1
  }
  return isStart ? 0 : nil
}

/// The first firm boundary of a text whose preceding scalar begins at or after an offset.
///
/// `isEnd` tells that the text's end is the document's, and so a firm boundary.
private func firstFirmBoundary(
  after offset: Int, in text: Span<UInt8>, isEnd: Bool
) -> Int? {
  let last = isEnd ? text.count - 1 : text.count - 4
  var candidate = offset + 1
  while candidate <= last {
    if FirmBoundary.isBoundary(candidate, in: text) { return candidate }
    candidate += 1
  }
  return isEnd ? text.count : nil
}
