/// Why bytes are no UTF-8.
package struct IllFormedUTF8: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// A continuation byte, or a byte that never occurs, where a character should begin.
    case unexpectedByte
    /// A character that is broken off by another byte, is overlong, a surrogate or above U+10FFFF.
    case brokenCharacter
    /// A character that the end of the text cuts short.
    case unfinishedCharacter
  }

  /// Bytes from the start of the text.
  package let offset: Int
  /// Bytes of the maximal ill-formed subsequence, 1 to 3.
  package let length: Int
  package let reason: Reason
}

/// Decoding of single characters by the table of well-formed byte sequences, Unicode 16 table 3-7.
package enum UTF8Decoding {
  struct Decoded {
    var scalar: UInt32
    /// Bytes of the character or of the maximal ill-formed subsequence.
    var length: Int

    static let illFormed: UInt32 = 0xFFFF_FFFF
    @inline(__always) var isWellFormed: Bool { scalar != Decoded.illFormed }
  }

  /// Finds the first bytes that are no UTF-8.
  ///
  /// - Complexity: O(*n*).
  package static func firstIllFormed(in text: Span<UInt8>) -> IllFormedUTF8? {
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      var place = 0
      while place < buffer.count {
        if unsafe base[place] < 0x80 {
          place += 1
          continue
        }
        let decoded = unsafe decode(base + place, count: buffer.count - place)
        guard decoded.isWellFormed else {
          return unsafe IllFormedUTF8(
            offset: place, length: decoded.length,
            reason: reason(base + place, length: decoded.length, count: buffer.count - place))
        }
        place += decoded.length
      }
      return nil
    }
  }

  private static func reason(_ bytes: UnsafePointer<UInt8>, length: Int, count: Int)
    -> IllFormedUTF8.Reason
  {
    let first = unsafe bytes[0]
    guard first >= 0xC2, first <= 0xF4 else { return .unexpectedByte }
    return length == count ? .unfinishedCharacter : .brokenCharacter
  }

  /// Decodes the character at the start of some bytes.
  ///
  /// - Parameters:
  ///   - bytes: Where the character begins.
  ///   - count: Bytes that may be read, at least 1.
  /// - Returns: The character, or the length of the maximal ill-formed subsequence.
  @inline(__always)
  static func decode(_ bytes: UnsafePointer<UInt8>, count: Int) -> Decoded {
    let first = unsafe UInt32(bytes[0])
    if first < 0x80 { return Decoded(scalar: first, length: 1) }
    guard first >= 0xC2, first <= 0xF4, count > 1 else {
      return Decoded(scalar: Decoded.illFormed, length: 1)
    }
    let second = unsafe UInt32(bytes[1])
    if first < 0xE0 {
      guard second & 0xC0 == 0x80 else { return Decoded(scalar: Decoded.illFormed, length: 1) }
      return Decoded(scalar: (first & 0x1F) << 6 | second & 0x3F, length: 2)
    }
    // The second byte of these has a narrower range after four first bytes.
    let lowest: UInt32 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
    let highest: UInt32 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
    guard second >= lowest, second <= highest else {
      return Decoded(scalar: Decoded.illFormed, length: 1)
    }
    guard count > 2, unsafe bytes[2] & 0xC0 == 0x80 else {
      return Decoded(scalar: Decoded.illFormed, length: 2)
    }
    let third = unsafe UInt32(bytes[2])
    if first < 0xF0 {
      let scalar = (first & 0xF) << 12 | (second & 0x3F) << 6 | third & 0x3F
      return Decoded(scalar: scalar, length: 3)
    }
    guard count > 3, unsafe bytes[3] & 0xC0 == 0x80 else {
      return Decoded(scalar: Decoded.illFormed, length: 3)
    }
    let fourth = unsafe UInt32(bytes[3])
    let high = (first & 7) << 18 | (second & 0x3F) << 12
    return Decoded(scalar: high | (third & 0x3F) << 6 | fourth & 0x3F, length: 4)
  }
}
