/// The replacement of a range of a document's bytes.
package struct TextEdit: Sendable, Equatable {
  /// The bytes that go, by their offsets before the edit; empty for an insertion.
  package var range: Range<Int>

  /// The bytes that come; empty for a deletion.
  package var newBytes: [UInt8]

  /// Creates the replacement of a byte range by other bytes.
  package init(range: Range<Int>, newBytes: [UInt8]) {
    self.range = range
    self.newBytes = newBytes
  }

  /// The bytes that came, by their offsets after the edit.
  package var newRange: Range<Int> { range.lowerBound..<range.lowerBound + newBytes.count }
}

/// Why a text, a range or an edit was refused.
package enum TextError: Error, Equatable {
  /// The text is not UTF-8 from this byte on.
  case invalidUTF8(offset: Int)

  /// A range is not within a document of so many bytes.
  case outOfBounds(Range<Int>, byteCount: Int)

  /// A range begins or ends inside the bytes of a character.
  case insideCharacter(offset: Int)

  /// A range's start comes after its end.
  case inverted(start: Position, end: Position)
}
