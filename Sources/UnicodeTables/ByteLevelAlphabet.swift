/// The printable characters that GPT-2's files write for bytes.
///
/// Bytes that are printable Latin-1 stand for themselves; the others are U+0100 and up, in order.
/// The space is `Ġ`, the line feed `Ċ`.
///
/// Source: `bytes_to_unicode` of openai/gpt-2 `src/encoder.py`.
package enum ByteLevelAlphabet {
  /// The byte that each character below U+0144 stands for; nil where there is none.
  private static let bytes: [UInt8?] = {
    var bytes = [UInt8?](repeating: nil, count: 0x144)
    var next = 0x100
    for byte in 0..<256 {
      switch byte {
      case 33...126, 161...172, 174...255: bytes[byte] = UInt8(byte)
      default:
        bytes[next] = UInt8(byte)
        next += 1
      }
    }
    return bytes
  }()

  /// Gives the bytes that a token of such a file stands for.
  package static func decode(_ text: [UInt8]) -> [UInt8]? { decode(text[...]) }

  /// Gives the bytes that a token of such a file stands for.
  ///
  /// - Parameter text: UTF-8.
  /// - Returns: nil when a character is not of the alphabet.
  package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      // All of the alphabet is one or two bytes long.
      var scalar = Int(text[index])
      index += 1
      if scalar >= 0x80 {
        guard scalar & 0xE0 == 0xC0, index < text.endIndex, text[index] & 0xC0 == 0x80 else {
          return nil
        }
        scalar = (scalar & 0x1F) << 6 | Int(text[index] & 0x3F)
        index += 1
      }
      guard scalar < bytes.count, let byte = bytes[scalar] else { return nil }
      decoded.append(byte)
    }
    return decoded
  }
}

extension ByteLevelAlphabet {
  /// The character that each byte is written as.
  private static let scalars: [Int] = {
    var scalars = [Int](repeating: 0, count: 256)
    for (scalar, byte) in bytes.enumerated() {
      if let byte { scalars[Int(byte)] = scalar }
    }
    return scalars
  }()

  /// Gives the text, in UTF-8, that such a file writes for these bytes.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      let scalar = scalars[Int(byte)]
      if scalar < 0x80 {
        text.append(UInt8(scalar))
      } else {
        text.append(UInt8(0xC0 | scalar >> 6))
        text.append(UInt8(0x80 | scalar & 0x3F))
      }
    }
    return text
  }
}
