/// What a pretokenizer needs to know of a character.
///
/// The eight classes are the coarsest partition that the patterns of GPT-2, cl100k and o200k can
/// tell apart. They follow Unicode 16.0 as dumped from the reference engine, not the Unicode version
/// of the Swift library, which is another.
package enum CharacterClass: UInt8, Sendable, CaseIterable {
  /// Everything that is none of the following: punctuation, symbols, controls, unassigned.
  case other = 0
  /// `\p{M}`.
  case mark = 1
  /// `\p{N}`.
  case number = 2
  /// `\s` but for carriage return and line feed.
  case space = 3
  /// U+000A and U+000D.
  case newline = 4
  /// `\p{Lu}` and `\p{Lt}`.
  case uppercase = 5
  /// `\p{Ll}`.
  case lowercase = 6
  /// `\p{Lm}` and `\p{Lo}`.
  case uncased = 7

  /// Gives the class of a Unicode scalar value; `other` above U+10FFFF.
  @inlinable
  package init(of scalar: UInt32) {
    self = CharacterClass(rawValue: UInt8(CharacterClass.rawClass(of: scalar))) ?? .other
  }

  /// Whether the character is `\p{L}`.
  package var isLetter: Bool { self == .uppercase || self == .lowercase || self == .uncased }

  /// Whether the character is `\s`.
  package var isSpace: Bool { self == .space || self == .newline }

  /// Gives the raw value of the class of a scalar, for table-driven scanners.
  @inlinable @inline(__always)
  package static func rawClass(of scalar: UInt32) -> UInt32 {
    // Two stages: the block of 128 scalars, then the place in it. Both tables are printable ASCII,
    // offset by "0", so that they can stand in a StaticString and cost nothing at start.
    guard scalar < 0x11_0000 else { return 0 }
    let stage1 = unsafe ClassTables.stage1.utf8Start
    let high = unsafe UInt32(stage1[Int(scalar >> 7) * 2]) &- 0x30
    let low = unsafe UInt32(stage1[Int(scalar >> 7) * 2 + 1]) &- 0x30
    let place = Int((high << 6 | low) << 7 | scalar & 0x7F)
    return unsafe UInt32(ClassTables.stage2.utf8Start[place]) &- 0x30
  }
}
