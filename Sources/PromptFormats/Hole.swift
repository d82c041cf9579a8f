/// A place in a template that a value or nothing stands in.
package struct Hole: Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// `{{x}}`, `{x}`, `${x}`: a value takes its place.
    case value
    /// `{{#if x}}`, `{% for x in y %}`, `{# remark #}`: goes away.
    case tag
  }

  package var kind: Kind
  /// With its braces.
  package var range: Range<Int>
  /// What stands between the braces.
  package var name: String
  /// Whether a space or a tab stands before it.
  package var followsSpace: Bool
  /// Whether what follows may join the value: a letter, a digit, an apostrophe.
  package var precedesJoiner: Bool

  /// The hole that begins at an offset, or nil.
  ///
  /// A hole never spans lines and has at most ``longest`` bytes.
  ///
  /// - Parameter text: What follows the offset within the line.
  /// - Returns: Its kind, its bytes with the braces, and what stands between them.
  static func match(_ text: ArraySlice<UInt8>) -> (
    kind: Kind, length: Int, name: ArraySlice<UInt8>
  )? {
    let window = text.prefix(longest)
    if window.starts(with: "{{".utf8) { return doubleBrace(window) }
    if window.starts(with: "{%".utf8) { return block(window, end: "%}") }
    if window.starts(with: "{#".utf8) { return block(window, end: "#}") }
    let isDollar = window.starts(with: "${".utf8)
    guard isDollar || window.first == UInt8(ascii: "{") else { return nil }
    let body = window.dropFirst(isDollar ? 2 : 1)
    let name = body.prefix(while: isNameByte)
    guard let first = name.first, !isDigit(first) || name.allSatisfy(isDigit) else { return nil }
    var rest = body.dropFirst(name.count)
    // Python's conversions and formats: `{x!r:>10}`.
    if let mark = rest.first, mark == UInt8(ascii: "!") || mark == UInt8(ascii: ":") {
      rest = rest.drop { $0 != UInt8(ascii: "}") && $0 > 0x20 && $0 != UInt8(ascii: "\"") }
    }
    guard rest.first == UInt8(ascii: "}") else { return nil }
    return (.value, rest.startIndex + 1 - text.startIndex, name)
  }

  static let longest = 256

  private static func doubleBrace(
    _ window: ArraySlice<UInt8>
  ) -> (kind: Kind, length: Int, name: ArraySlice<UInt8>)? {
    guard let end = place(of: "}}", in: window.dropFirst(2)) else { return nil }
    var close = end + 2
    // `{{{x}}}` is one hole.
    if window.dropFirst(2).first == UInt8(ascii: "{"), close < window.endIndex,
      window[close] == UInt8(ascii: "}")
    {
      close += 1
    }
    let name = window[(window.startIndex + 2)..<end].trimmed.drop { $0 == UInt8(ascii: "{") }
    let isTag =
      name.first.map { "#/!>^".utf8.contains($0) } ?? true
      || name.starts(with: "else".utf8) || name.starts(with: "role ".utf8)
    return (isTag ? .tag : .value, close - window.startIndex, name)
  }

  private static func block(
    _ window: ArraySlice<UInt8>, end: String
  ) -> (kind: Kind, length: Int, name: ArraySlice<UInt8>)? {
    guard let close = place(of: end, in: window.dropFirst(2)) else { return nil }
    let name = window[(window.startIndex + 2)..<close].trimmed
    return (.tag, close + 2 - window.startIndex, name)
  }

  private static func place(of mark: String, in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.first { bytes[$0...].starts(with: mark.utf8) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || "_.[]-".utf8.contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Hole {
  /// The holes of a text, from left to right.
  ///
  /// - Complexity: O(*n*).
  package static func all(in bytes: ArraySlice<UInt8>) -> [Hole] {
    var holes: [Hole] = []
    var offset = bytes.startIndex
    while let start = bytes[offset...].firstIndex(where: { $0 == 0x7B || $0 == 0x24 }) {
      let line = bytes[start...].prefix(longest).prefix { $0 != 0x0A && $0 != 0x0D }
      guard let found = match(line) else {
        offset = start + 1
        continue
      }
      let end = start + found.length
      let before = start > bytes.startIndex ? bytes[start - 1] : 0x0A
      let after = end < bytes.endIndex ? bytes[end] : 0x0A
      holes.append(
        Hole(
          kind: found.kind, range: start..<end,
          name: String(decoding: found.name, as: UTF8.self),
          followsSpace: before == 0x20 || before == 0x09, precedesJoiner: isJoiner(after)))
      offset = end
    }
    return holes
  }

  private static func isJoiner(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == 0x27 || isNameByte(byte) && !"_.[]-".utf8.contains(byte)
  }
}
