/// The hash of byte strings that the packed tables are built on.
///
/// Up to eight bytes a string and its length are its key; above that a 64-bit hash stands for it and
/// the bytes are compared after a hit. Mixing is the folded multiplication of wyhash (Wang Yi, public domain).
enum PieceHash {
  static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let seed: UInt64 = 0xA076_1D64_78BD_642F

  /// Folds the 128-bit product of a word and the multiplier into 64 bits.
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ seed).multipliedFullWidth(by: multiplier)
    return product.high ^ product.low
  }

  /// Loads 8 bytes, first byte lowest.
  @inline(__always)
  static func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UInt64(
      littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }

  /// Gives the key of a string.
  ///
  /// - Parameters:
  ///   - bytes: The string.
  ///   - count: Its length, at least 1.
  ///   - available: Number of bytes that may be read from `bytes` on; at least `count`.
  /// - Returns: The key; equal keys of equal lengths up to 8 mean equal strings.
  @inline(__always)
  static func key(_ bytes: UnsafePointer<UInt8>, _ count: Int, available: Int) -> UInt64 {
    if count <= 8 {
      if available >= 8 { return unsafe shortKey(word(bytes), count) }
      var word: UInt64 = 0
      for index in 0..<count {
        word |= unsafe UInt64(bytes[index]) << UInt64(truncatingIfNeeded: index &* 8)
      }
      return shortKey(word, count)
    }
    return unsafe longKey(bytes, count)
  }

  /// Gives the key of the first 1 to 8 bytes of a word.
  @inline(__always)
  static func shortKey(_ word: UInt64, _ count: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    // Without the length, strings that end in NUL would share a key.
    return (word & (~0 &>> shift)) ^ UInt64(truncatingIfNeeded: count) &* multiplier
  }

  /// Gives the key of a string of more than 8 bytes.
  @inline(__always)
  static func longKey(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) &* multiplier
    var index = 0
    while index &+ 8 < count {
      hash = unsafe mix(hash ^ word(bytes + index))
      index &+= 8
    }
    return unsafe mix(hash ^ word(bytes + (count &- 8)))
  }

  /// Compares strings of at least 8 bytes, a word at a time.
  @inline(__always)
  static func equal(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int)
    -> Bool
  {
    var index = 0
    while index &+ 8 < count {
      guard unsafe word(left + index) == word(right + index) else { return false }
      index &+= 8
    }
    return unsafe word(left + (count &- 8)) == word(right + (count &- 8))
  }
}
