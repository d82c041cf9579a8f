/// A short run of a document's bytes: what the leaves of a ``DocumentTree`` hold.
///
/// Invariant: begins and ends between scalars, as far as the text is UTF-8. A `\r\n` may stand
/// across two chunks; ``TextStatistics`` knows how to add that up.
struct TextChunk: TreeLeaf {
  var bytes: [UInt8] = []

  var size: Int { bytes.count }

  /// Small enough that copying and counting a chunk is quick, large enough that pointers are few.
  static var maximumSize: Int { 2048 }

  func summarize() -> TextStatistics { TextStatistics(of: bytes.span) }

  mutating func replace(_ range: Range<Int>, with replacement: TextChunk) {
    bytes.replaceSubrange(range, with: replacement.bytes)
  }

  mutating func append(_ next: TextChunk) {
    bytes.append(contentsOf: next.bytes)
  }

  func split() -> [TextChunk] {
    let filled = Self.maximumSize * 3 / 4
    let count = max(2, (bytes.count + filled - 1) / filled)
    var chunks: [TextChunk] = []
    chunks.reserveCapacity(count)
    var start = 0
    for part in 1...count {
      let end = max(start, scalarStart(atOrBefore: bytes.count * part / count, in: bytes.span))
      if start < end { chunks.append(TextChunk(bytes: Array(bytes[start..<end]))) }
      start = end
    }
    return chunks
  }
}

/// Returns the nearest place between two scalars that is not after an offset.
///
/// An offset may be up to `text.count`, which is such a place.
func scalarStart(atOrBefore offset: Int, in text: Span<UInt8>) -> Int {
  var start = offset
  // A scalar has at most three continuation bytes; text that is not UTF-8 is cut anywhere.
  while 0 < start, start < text.count, text[start] & 0xC0 == 0x80, offset - start < 4 {
    start -= 1
  }
  return offset - start < 4 ? start : offset
}
