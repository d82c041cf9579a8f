import UnicodeTables

/// What is shown in one place, for some bytes of the text.
struct Glyph: Equatable {
  var range: Range<Int>
  var shape: Shape

  /// The ways to show something.
  enum Shape: Equatable {
    /// What a person takes for one character, as it is.
    case visible(String, columns: Int)
    /// A mark without the letter that it belongs to, which stands in another token.
    case mark(String)
    case space
    case tab
    case carriageReturn
    case lineFeed
    /// One of the other controls of ASCII.
    case control(UInt8)
    /// A character that cannot be seen, by its name.
    case invisible(String)
    /// A byte that is no character by itself.
    case byte(UInt8)
    /// A token without bytes.
    case empty(id: Int)
  }
}

extension Glyph {
  /// Reads the bytes of a piece.
  ///
  /// - Parameters:
  ///   - range: Where the piece stands.
  ///   - text: The whole text.
  /// - Returns: Glyphs in order, whose ranges put together are the range.
  /// - Complexity: linear, for characters of bounded length.
  static func glyphs(of range: Range<Int>, in text: ArraySlice<UInt8>) -> [Glyph] {
    var reader = GlyphReader()
    var parser = Unicode.UTF8.ForwardParser()
    var bytes = text[range].makeIterator()
    var place = range.lowerBound
    while true {
      switch parser.parseScalar(from: &bytes) {
      case .valid(let encoded):
        reader.take(Unicode.UTF8.decode(encoded), place..<place + encoded.count)
        place += encoded.count
      case .error(let length):
        reader.flush()
        for index in place..<place + length {
          reader.glyphs.append(Glyph(range: index..<index + 1, shape: .byte(text[index])))
        }
        place += length
      case .emptyInput:
        reader.flush()
        return reader.glyphs
      }
    }
  }
}

/// Puts scalars together to what a person takes for one character.
private struct GlyphReader {
  var glyphs: [Glyph] = []
  private var cluster: [UInt32] = []
  private var start = 0
  private var end = 0

  mutating func take(_ scalar: Unicode.Scalar, _ range: Range<Int>) {
    if !cluster.isEmpty, !GraphemeBreak.isBoundary(after: cluster, before: scalar.value),
      scalar != "\n", InvisibleNames.name(of: scalar) == nil || joins(scalar)
    {
      cluster.append(scalar.value)
      end = range.upperBound
      return
    }
    flush()
    if let shape = Self.hidden(scalar) {
      glyphs.append(Glyph(range: range, shape: shape))
      return
    }
    cluster = [scalar.value]
    (start, end) = (range.lowerBound, range.upperBound)
  }

  /// Ends the character that is being read.
  mutating func flush() {
    // A joiner that joins nothing is to be seen.
    let endsInJoiner = cluster.count > 1 && cluster.last == 0x200D
    if endsInJoiner {
      cluster.removeLast()
      end -= 3
    }
    defer {
      if endsInJoiner { glyphs.append(Glyph(range: end..<end + 3, shape: .invisible("ZWJ"))) }
    }
    guard let first = cluster.first.flatMap(Unicode.Scalar.init) else { return }
    let text = String(String.UnicodeScalarView(cluster.compactMap(Unicode.Scalar.init)))
    let isLone = Self.isMark(first)
    let isWide =
      CharacterWidth.isWide(first.value) || cluster.contains(0xFE0F)
      || (0x1F1E6...0x1F1FF ~= first.value && cluster.count > 1)
    glyphs.append(
      Glyph(
        range: start..<end,
        shape: isLone ? .mark(text) : .visible(text, columns: isWide ? 2 : 1)))
    cluster = []
  }

  /// Whether a character that cannot be seen is part of what is: an emoji's.
  private func joins(_ scalar: Unicode.Scalar) -> Bool {
    guard let first = cluster.first.flatMap(Unicode.Scalar.init), first.properties.isEmoji else {
      return false
    }
    return (scalar.value == 0x200D && 0x7F < first.value) || scalar.value == 0xFE0F
      || scalar.value == 0xFE0E
      || 0xE0020...0xE007F ~= scalar.value
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  private static func hidden(_ scalar: Unicode.Scalar) -> Glyph.Shape? {
    switch scalar {
    case " ": .space
    case "\t": .tab
    case "\r": .carriageReturn
    case "\n": .lineFeed
    case "\0"..<" ", "\u{7F}": .control(UInt8(scalar.value))
    default: InvisibleNames.name(of: scalar).map { .invisible($0) }
    }
  }
}
