import CMerging

/// The hash of byte strings that the packed tables are built on; merging computes it too, so that it is
/// written in C.
///
/// Up to eight bytes a string and its length are its key; above that a 64-bit hash stands for it and
/// the bytes are compared after a hit. Mixing is the folded multiplication of wyhash (Wang Yi, public domain).
enum PieceHash {
  static var multiplier: UInt64 { @inline(__always) get { piece_hash_multiplier } }

  /// Folds the 128-bit product of a word and the multiplier into 64 bits.
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 { piece_hash_mix(word) }

  /// Loads 8 bytes, first byte lowest.
  @inline(__always)
  static func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 { unsafe piece_hash_word(bytes) }

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
    return unsafe piece_hash_long_key(bytes, count)
  }

  /// Gives the key of the first 1 to 8 bytes of a word.
  @inline(__always)
  private static func shortKey(_ word: UInt64, _ count: Int) -> UInt64 {
    piece_hash_short_key(word, count)
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
