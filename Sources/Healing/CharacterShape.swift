import UnicodeTables

/// What a pretokenizer can tell of a character, as a small number.
///
/// A Unicode class, or for the ASCII characters that patterns name one by one the character itself.
enum CharacterShape {
  /// The shape of a character.
  static func of(_ scalar: UInt32) -> UInt8 {
    if scalar < 0x80 && isNamed(UInt8(scalar)) { return UInt8(scalar) }
    // U+017F is an s where contractions ignore case.
    return scalar == 0x17F ? 0xFF : 0x80 | CharacterClass(of: scalar).rawValue
  }

  /// The shape of a character, and its class alone.
  static func both(_ scalar: UInt32) -> (named: UInt8, broad: UInt8) {
    if scalar < 0x80 { return ascii[Int(scalar)] }
    let broad = broadly(scalar)
    return (scalar == 0x17F ? 0xFF : broad, broad)
  }

  private static let ascii = (0..<UInt32(0x80)).map { (named: of($0), broad: broadly($0)) }

  /// The least of the classes of letters, as ``broadly(_:)`` gives them.
  static let firstLetter = 0x80 | CharacterClass.uppercase.rawValue

  /// The class alone, for characters that are not next to where a pattern names letters.
  static func broadly(_ scalar: UInt32) -> UInt8 {
    0x80 | CharacterClass(of: scalar).rawValue
  }

  /// Contraction letters, the apostrophe, line ends, the space and the slash.
  private static func isNamed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "'"),
      UInt8(ascii: "/"):
      true
    default: namedLetters.contains(byte | 0x20)
    }
  }

  private static let namedLetters = Array("strevmld".utf8)
}

/// The characters of a text, one at a time.
///
/// An unfinished character at the end is given as nil, with the bytes there are of it.
struct CharacterReader {
  private(set) var offset: Int

  /// Begins at a character's first byte.
  init(from offset: Int = 0) { self.offset = offset }

  /// The next character and its bytes; nil at the end.
  mutating func next(in text: Span<UInt8>) -> (scalar: UInt32?, length: Int)? {
    guard offset < text.count else { return nil }
    let lead = text[offset]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let start = offset
    offset = min(offset + length, text.count)
    if length == 1 { return (UInt32(lead), 1) }
    guard start + length <= text.count else { return (nil, text.count - start) }
    var scalar = UInt32(lead) & (0x7F >> UInt32(length))
    for next in start + 1..<start + length {
      scalar = scalar << 6 | UInt32(text[next] & 0x3F)
    }
    return (scalar, length)
  }
}
