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

  func cut(near offset: Int) -> Int { scalarStart(atOrBefore: offset, in: bytes.span) }

  func part(_ range: Range<Int>) -> TextChunk { TextChunk(bytes: Array(bytes[range])) }
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
