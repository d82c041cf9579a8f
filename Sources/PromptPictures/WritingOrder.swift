/// The order in which glyphs stand from left to right, where a format leaves that to us.
///
/// Source: UAX 9, as far as it goes for text without embeddings, whose characters are shown by name
/// here: rules P2, W2 to W7 for single separators, N1, N2, I1, I2 and L2.
enum WritingOrder {
  private enum Direction {
    case left
    case right
    case number
    case separator
    case neutral
    /// Of the line, whatever stands around.
    case base
  }

  /// Whether a line is written from right to left: its first letter says it.
  static func isRightToLeft(_ glyphs: some Sequence<Glyph>) -> Bool {
    for glyph in glyphs {
      switch direction(of: glyph) {
      case .left: return false
      case .right: return true
      default: continue
      }
    }
    return false
  }

  /// The order of a row.
  ///
  /// - Returns: Places in the row, and for each whether it is written from right to left.
  static func order(
    _ glyphs: [Glyph?], isRightToLeft: Bool
  ) -> [(place: Int, isRightToLeft: Bool)] {
    let levels = levels(glyphs.map { $0.map(direction) ?? .neutral }, isRightToLeft ? 1 : 0)
    var places = Array(glyphs.indices)
    for level in stride(from: levels.max() ?? 0, to: 0, by: -1) {
      var start = 0
      while start < places.count {
        guard level <= levels[places[start]] else {
          start += 1
          continue
        }
        var end = start
        while end < places.count, level <= levels[places[end]] { end += 1 }
        places[start..<end].reverse()
        start = end
      }
    }
    return places.map { ($0, !levels[$0].isMultiple(of: 2)) }
  }

  private static func levels(_ directions: [Direction], _ base: Int) -> [Int] {
    var directions = directions
    let outer: Direction = base == 1 ? .right : .left
    for index in directions.indices where directions[index] == .separator {
      let isInNumber =
        index > 0 && index + 1 < directions.count && directions[index - 1] == .number
        && directions[index + 1] == .number
      directions[index] = isInNumber ? .number : .neutral
    }
    var last = outer
    for index in directions.indices {
      if directions[index] == .number, last == .left { directions[index] = .left }
      if [.left, .right].contains(directions[index]) { last = directions[index] }
    }
    var before = outer
    var start = 0
    while start < directions.count {
      guard directions[start] == .neutral else {
        before =
          directions[start] == .number
          ? .right : directions[start] == .base ? outer : directions[start]
        start += 1
        continue
      }
      let end = directions[start...].firstIndex { $0 != .neutral } ?? directions.count
      var after = end < directions.count ? directions[end] : outer
      if after == .number { after = .right }
      if after == .base { after = outer }
      for index in start..<end { directions[index] = before == after ? before : outer }
      start = end
    }
    return directions.map { direction in
      switch direction {
      case .left: base == 1 ? 2 : 0
      case .right: 1
      case .number: 2
      default: base
      }
    }
  }

  private static func direction(of glyph: Glyph) -> Direction {
    switch glyph.shape {
    case .space: return .neutral
    case .visible(let text, _), .mark(let text):
      guard let scalar = text.unicodeScalars.first else { return .neutral }
      return direction(of: scalar)
    default: return .base
    }
  }

  private static func direction(of scalar: Unicode.Scalar) -> Direction {
    switch scalar.properties.generalCategory {
    case .decimalNumber: .number
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .letterNumber:
      isRightToLeft(scalar.value) ? .right : .left
    default: [",", ".", ":", "/", "+", "-"].contains(scalar) ? .separator : .neutral
    }
  }

  /// The blocks of scripts that are written from right to left.
  static func isRightToLeft(_ scalar: UInt32) -> Bool {
    0x590...0x8FF ~= scalar || 0xFB1D...0xFDFF ~= scalar || 0xFE70...0xFEFF ~= scalar
      || 0x10800...0x10FFF ~= scalar || 0x1E800...0x1EFFF ~= scalar
  }

  /// The letters of Arabic, which join their neighbours.
  static func joins(_ glyph: Glyph) -> Bool {
    guard case .visible(let text, _) = glyph.shape, let scalar = text.unicodeScalars.first else {
      return false
    }
    return 0x620...0x64A ~= scalar.value || 0x66E...0x6D3 ~= scalar.value
      || 0x750...0x77F ~= scalar.value || 0x8A0...0x8C7 ~= scalar.value
  }

  /// The glyph of a bracket where text runs from right to left.
  static func mirrored(_ text: String) -> String {
    switch text {
    case "(": ")"
    case ")": "("
    case "[": "]"
    case "]": "["
    case "{": "}"
    case "}": "{"
    case "<": ">"
    case ">": "<"
    case "«": "»"
    case "»": "«"
    default: text
    }
  }
}
