/// A document's text: UTF-8 in a persistent tree.
///
/// A value: copies share their structure, an edit changes one path and no copy made before. Lines,
/// columns in any encoding, and counts of any range are sums on the way down.
///
/// Invariant: the text is UTF-8, if it was when it came in; chunks are cut between scalars.
package struct DocumentTree: Sendable {
  private(set) var tree: SummaryTree<TextChunk>

  /// Creates the empty document.
  package init() {
    tree = SummaryTree()
  }

  /// Creates a document of bytes that are known to be UTF-8.
  ///
  /// Others are stored as they are; then columns are not defined, but nothing traps.
  ///
  /// - Complexity: O(*n*).
  package init(_ bytes: [UInt8]) {
    tree = SummaryTree(TextChunk(bytes: bytes))
  }

  /// Creates a document of bytes that may be anything.
  ///
  /// - Throws: ``TextError/invalidUTF8(offset:)`` with the first byte that fits no character.
  package init(validating bytes: [UInt8]) throws(TextError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw TextError.invalidUTF8(offset: error.byteOffsets.lowerBound)
    }
    self.init(bytes)
  }

  /// The length in bytes.
  package var byteCount: Int { tree.summary.bytes }

  /// The counts of the whole text, at no cost.
  package var statistics: TextStatistics { tree.summary }

  /// The counts of a byte range.
  ///
  /// - Complexity: O(log *n*), plus the reading of one or two chunks.
  package func statistics(in range: Range<Int>) -> TextStatistics {
    var sum = TextStatistics.empty
    checkBounds(range)
    tree.forEachPart(in: range) { part in
      switch part {
      case .whole(let summary):
        sum = sum + summary
      case .part(let chunk, let start):
        let lower = max(range.lowerBound - start, 0)
        let upper = min(range.upperBound - start, chunk.bytes.count)
        sum = sum + TextStatistics(of: chunk.bytes.span.extracting(lower..<upper))
      }
    }
    return sum
  }

  /// Replaces a byte range.
  ///
  /// - Precondition: The range lies within the document, between scalars.
  /// - Complexity: O(log *n* + *m*) for *m* bytes replaced and put in.
  package mutating func replace(_ range: Range<Int>, with newBytes: [UInt8]) {
    tree.replace(range, with: TextChunk(bytes: newBytes))
  }

  /// Applies an edit that came from outside.
  ///
  /// - Throws: ``TextError/outOfBounds(_:byteCount:)``, ``TextError/insideCharacter(offset:)``; the
  ///   document is then unchanged.
  package mutating func apply(_ edit: TextEdit) throws(TextError) {
    guard 0 <= edit.range.lowerBound, edit.range.upperBound <= byteCount else {
      throw .outOfBounds(edit.range, byteCount: byteCount)
    }
    for offset in [edit.range.lowerBound, edit.range.upperBound]
    where scalarStart(atOrBefore: offset) != offset {
      throw .insideCharacter(offset: offset)
    }
    replace(edit.range, with: edit.newBytes)
  }

  /// Returns the edit that makes the text another: what lies between their common ends.
  ///
  /// For clients that send the whole text after each change: what they did costs what it costs
  /// when they say so, but for one comparison.
  ///
  /// - Complexity: O(*n*), a comparison of bytes.
  package func edit(to newBytes: [UInt8]) -> TextEdit {
    let bytes = bytes
    let shortest = min(bytes.count, newBytes.count)
    var head = 0
    while head < shortest, bytes[head] == newBytes[head] { head += 1 }
    head = min(
      Text.scalarStart(atOrBefore: head, in: bytes.span),
      Text.scalarStart(atOrBefore: head, in: newBytes.span))
    var tail = 0
    while tail < shortest - head,
      bytes[bytes.count - 1 - tail] == newBytes[newBytes.count - 1 - tail]
    {
      tail += 1
    }
    // The common tail begins with the same byte in both; it must not be inside a character.
    while 0 < tail, bytes[bytes.count - tail] & 0xC0 == 0x80 { tail -= 1 }
    return TextEdit(
      range: head..<bytes.count - tail, newBytes: Array(newBytes[head..<newBytes.count - tail]))
  }

  /// Returns the edit that takes an edit back, to be asked before it is applied.
  package func inverse(of edit: TextEdit) -> TextEdit {
    TextEdit(range: edit.newRange, newBytes: bytes(in: edit.range))
  }

  /// Says what of the invariant is broken, for tests; nil if nothing is.
  package func brokenInvariant() -> String? {
    tree.brokenInvariant { chunk, summary in
      if chunk.summarize() != summary { return "a wrong summary of a chunk" }
      if let first = chunk.bytes.first, first & 0xC0 == 0x80 { return "a chunk cut in a scalar" }
      return nil
    }
  }

  func checkBounds(_ range: Range<Int>) {
    precondition(
      0 <= range.lowerBound && range.upperBound <= byteCount,
      "\(range) is not within 0..<\(byteCount)")
  }
}
