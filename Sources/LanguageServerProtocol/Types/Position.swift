/// A place in a document, as the editor counts.
///
/// Source: LSP 3.18 `Position`.
package struct Position: Hashable, Codable, Sendable {
  /// Lines before this one.
  package var line: Int
  /// Units of the negotiated position encoding before this place in its line.
  package var character: Int

  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }
}

/// A stretch of a document; the end is not part of it.
///
/// Source: LSP 3.18 `Range`.
package struct PositionRange: Hashable, Codable, Sendable {
  package var start: Position
  package var end: Position

  package init(start: Position, end: Position) {
    self.start = start
    self.end = end
  }
}

/// A stretch of a named document.
///
/// Source: LSP 3.18 `Location`.
package struct Location: Hashable, Codable, Sendable {
  package var uri: String
  package var range: PositionRange

  package init(uri: String, range: PositionRange) {
    self.uri = uri
    self.range = range
  }
}

/// What ``Position/character`` counts.
///
/// Source: LSP 3.17 `PositionEncodingKind`.
package enum PositionEncodingKind: String, Codable, Sendable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case utf32 = "utf-32"
}
