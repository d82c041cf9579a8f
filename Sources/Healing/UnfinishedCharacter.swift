/// The state of a UTF-8 text that is read byte by byte: between two characters or inside one.
///
/// Source: Unicode 16.0, table 3-7, well-formed UTF-8 byte sequences.
struct CharacterState: Equatable {
  /// Bytes of the current character that were read; 0 between characters.
  private(set) var read = 0
  /// Bytes of the current character that are still to come.
  private(set) var missing = 0
  private var lowest: UInt8 = 0x80
  private var highest: UInt8 = 0xBF

  /// Takes in a byte; false if no well-formed text goes on with it.
  mutating func take(_ byte: UInt8) -> Bool {
    guard missing > 0 else { return start(byte) }
    guard lowest <= byte && byte <= highest else { return false }
    (lowest, highest) = (0x80, 0xBF)
    missing -= 1
    read = missing == 0 ? 0 : read + 1
    return true
  }

  private mutating func start(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x80: return true
    case 0xC2..<0xE0: missing = 1
    case 0xE0..<0xF0: missing = 2
    case 0xF0..<0xF5: missing = 3
    default: return false
    }
    lowest = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80
    highest = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF
    read = 1
    return true
  }
}

/// How the end of a byte sequence stands to characters.
package enum UnfinishedCharacter {
  /// The number of bytes at the end that begin a character and do not finish it, 0 to 3.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Where to begin to read, a character's first byte.
  /// - Returns: 0 if the text ends between two characters.
  /// - Throws: ``HealingError/notText(offset:)`` when no well-formed UTF-8 text begins with `bytes`.
  /// - Complexity: O(*n*) for the bytes from `start`.
  package static func length(
    in bytes: Span<UInt8>, from start: Int = 0
  ) throws(HealingError) -> Int {
    var state = CharacterState()
    for offset in start..<bytes.count where !state.take(bytes[offset]) {
      throw .notText(offset: offset)
    }
    return state.read
  }
}
