extension DocumentTree {
  /// The whole text.
  package var bytes: [UInt8] { bytes(in: 0..<byteCount) }

  /// The bytes of a range.
  ///
  /// - Precondition: The range lies within the document. It may cut characters.
  /// - Complexity: O(log *n* + *m*) for a range of *m* bytes.
  package func bytes(in range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    append(range, to: &bytes)
    return bytes
  }

  /// Appends the bytes of a range to others.
  package func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
    checkBounds(range)
    bytes.reserveCapacity(bytes.count + range.count)
    tree.forEachLeaf(in: range) { chunk, start in
      let lower = max(range.lowerBound, start)
      let upper = min(range.upperBound, start + chunk.bytes.count)
      if lower < upper { bytes.append(contentsOf: chunk.bytes[lower - start..<upper - start]) }
    }
  }

  /// Calls a closure with the bytes of a range, chunk by chunk.
  ///
  /// Chunks end between scalars (save where the range itself does not), but may end between `\r`
  /// and `\n`.
  package func forEachChunk(in range: Range<Int>, _ body: (Span<UInt8>) -> Void) {
    checkBounds(range)
    tree.forEachLeaf(in: range) { chunk, start in
      let lower = max(range.lowerBound, start)
      let upper = min(range.upperBound, start + chunk.bytes.count)
      if lower < upper { body(chunk.bytes.span.extracting(lower - start..<upper - start)) }
    }
  }

  /// The byte at an offset.
  ///
  /// - Complexity: O(log *n*).
  package subscript(offset: Int) -> UInt8 {
    let (chunk, before) = chunk(at: offset)
    return chunk.bytes[offset - before.bytes]
  }

  /// Returns the nearest place between two scalars that is not after an offset.
  package func scalarStart(atOrBefore offset: Int) -> Int {
    guard 0 < offset, offset < byteCount else { return offset }
    let (chunk, before) = chunk(at: offset)
    return before.bytes
      + Text.scalarStart(atOrBefore: offset - before.bytes, in: chunk.bytes.span)
  }

  /// The chunk with the byte at an offset, or the last one, and the sum of all before it.
  func chunk(at offset: Int) -> (chunk: TextChunk, before: TextStatistics) {
    let found = tree.firstLeaf { offset < $0.bytes }
    return (found.leaf, found.before)
  }
}
