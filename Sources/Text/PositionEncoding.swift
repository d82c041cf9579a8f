/// What the columns of a ``Position`` count.
package enum PositionEncoding: String, Sendable, CaseIterable {
  /// Bytes of UTF-8.
  case utf8 = "utf-8"

  /// UTF-16 code units; LSP's default.
  case utf16 = "utf-16"

  /// Unicode scalars.
  case utf32 = "utf-32"

  /// The number of units in a stretch of text.
  package func units(of statistics: TextStatistics) -> Int {
    switch self {
    case .utf8: statistics.bytes
    case .utf16: statistics.utf16Units
    case .utf32: statistics.scalars
    }
  }

  /// The number of units of the scalar whose first byte is given.
  func units(ofScalarBeginningWith byte: UInt8) -> Int {
    switch self {
    case .utf8: scalarLength(beginningWith: byte)
    case .utf16: 0xF0 <= byte ? 2 : 1
    case .utf32: 1
    }
  }
}

/// A place in a document as editors name it.
package struct Position: Sendable, Equatable, Comparable {
  /// The line, counted from 0.
  package var line: Int

  /// The column, counted from 0, in the units of a ``PositionEncoding``.
  package var character: Int

  /// Creates a position from line and column, both counted from 0.
  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }

  /// Whether a position comes before another in the text.
  package static func < (first: Position, second: Position) -> Bool {
    (first.line, first.character) < (second.line, second.character)
  }
}

extension DocumentTree {
  /// Returns the byte offset of a position.
  ///
  /// A column past the end of its line means the line's end, a line past the last means the end of
  /// the document, negative numbers mean 0, and a column inside a character (of half a surrogate
  /// pair, say) means the character's start.
  ///
  /// - Complexity: O(log *n*), plus the reading of a few chunks.
  package func offset(of position: Position, in encoding: PositionEncoding) -> Int {
    guard 0 <= position.line else { return 0 }
    guard position.line < lineCount else { return byteCount }
    let line = contentRange(ofLine: position.line)
    guard 0 < position.character else { return line.lowerBound }
    // No encoding has more units than there are bytes.
    guard position.character < line.count else { return line.upperBound }
    return offset(of: position.character, unitsInto: line, encoding)
  }

  /// Returns the position of a byte offset.
  ///
  /// An offset inside a character means the character's start, one inside a line break the line's
  /// end.
  ///
  /// - Precondition: The offset is at most the document's byte count.
  package func position(of offset: Int, in encoding: PositionEncoding) -> Position {
    let offset = scalarStart(atOrBefore: offset)
    let line = line(at: offset)
    let content = contentRange(ofLine: line)
    let column = statistics(in: content.lowerBound..<min(offset, content.upperBound))
    return Position(line: line, character: encoding.units(of: column))
  }

  /// Returns the byte range between two positions.
  ///
  /// - Throws: ``TextError/inverted(start:end:)`` where the start comes after the end.
  package func range(
    from start: Position, to end: Position, in encoding: PositionEncoding
  ) throws(TextError) -> Range<Int> {
    let lower = offset(of: start, in: encoding)
    let upper = offset(of: end, in: encoding)
    guard start <= end, lower <= upper else { throw .inverted(start: start, end: end) }
    return lower..<upper
  }

  /// Walks a number of units into a line and stops at its end.
  private func offset(
    of units: Int, unitsInto line: Range<Int>, _ encoding: PositionEncoding
  ) -> Int {
    if encoding == .utf8 { return scalarStart(atOrBefore: line.lowerBound + units) }
    let unitsBeforeLine = encoding.units(of: statistics(before: line.lowerBound))
    let target = unitsBeforeLine + units
    let (chunk, before) = tree.firstLeaf { target < encoding.units(of: $0) }
    let bytes = chunk.bytes.span
    let beginsInChunk = before.bytes < line.lowerBound
    var current = beginsInChunk ? unitsBeforeLine : encoding.units(of: before)
    var index = beginsInChunk ? line.lowerBound - before.bytes : 0
    while index < bytes.count {
      current += encoding.units(ofScalarBeginningWith: bytes[index])
      if target < current { break }
      index += scalarLength(beginningWith: bytes[index])
    }
    return min(before.bytes + index, line.upperBound)
  }
}

/// The number of bytes of the scalar whose first byte is given.
package func scalarLength(beginningWith byte: UInt8) -> Int {
  byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
}
