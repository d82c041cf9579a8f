import UnicodeTables

/// Reads the classes of characters from a haystack of bytes.
///
/// Bytes that are no well-formed UTF-8 are *walls*: each maximal ill-formed subsequence (Unicode 16,
/// definition D93b) is a piece of its own, and what stands before it is matched as though the text
/// ended there, just as text before a special token is.
@safe
struct Scanner {
  let bytes: UnsafePointer<UInt8>
  /// Where the haystack ends.
  let end: Int

  /// What stands at a place: a class, and how many bytes it takes.
  struct Item {
    /// The raw value of a `CharacterClass`, or ``Scanner/wall``.
    var kind: UInt32
    var length: Int

    @inline(__always)
    func isIn(_ set: UInt32) -> Bool { set &>> kind & 1 != 0 }
  }

  /// The kind of ill-formed bytes and of the end of the haystack (whose length is 0).
  static let wall: UInt32 = 8

  /// Sets of kinds, one bit each.
  static let other: UInt32 = 1 << 0 | 1 << 1
  static let number: UInt32 = 1 << 2
  static let space: UInt32 = 1 << 3 | 1 << 4
  static let newline: UInt32 = 1 << 4
  static let letter: UInt32 = 1 << 5 | 1 << 6 | 1 << 7
  static let walls: UInt32 = 1 << 8

  /// The item at a place, which must be the start of a character or of ill-formed bytes.
  @inline(__always)
  func item(at place: Int) -> Item {
    guard place < end else { return Item(kind: Self.wall, length: 0) }
    let byte = unsafe bytes[place]
    if byte < 0x80 { return Item(kind: ASCIIClass.kind(of: byte), length: 1) }
    return wideItem(at: place)
  }

  /// The item at a place whose byte is not ASCII.
  @inline(__always)
  private func wideItem(at place: Int) -> Item {
    let decoded = unsafe UTF8Decoding.decode(bytes + place, count: end &- place)
    guard decoded.isWellFormed else {
      return Item(kind: Self.wall, length: decoded.length)
    }
    return Item(kind: CharacterClass.rawClass(of: decoded.scalar), length: decoded.length)
  }

  /// Where the run of items in a set ends that begins at a place.
  @inline(__always)
  func endOfRun(of set: UInt32, from start: Int) -> Int {
    var place = start
    while true {
      if set & Self.lowercase != 0 {
        place = skipLetters(from: place, upperToo: set & Self.uppercase != 0)
      }
      let item = item(at: place)
      guard item.isIn(set) else { return place }
      place &+= item.length
    }
  }

  private static let uppercase: UInt32 = 1 << 5
  private static let lowercase: UInt32 = 1 << 6

  /// Skips ASCII letters, eight bytes at a time, as long as eight bytes are left.
  ///
  /// Words end at unforeseeable places; finding the end by arithmetic spares a missed branch each.
  @inline(__always)
  func skipLetters(from start: Int, upperToo: Bool) -> Int {
    let highBits: UInt64 = 0x8080_8080_8080_8080
    var place = start
    while place &+ 8 <= end {
      let word = unsafe PieceHash.word(bytes + place)
      let folded = upperToo ? word | 0x2020_2020_2020_2020 : word
      let low = folded & ~highBits
      // The high bit of each byte says: at least "a", above "z".
      let fromA = low &+ 0x1F1F_1F1F_1F1F_1F1F
      let aboveZ = low &+ 0x0505_0505_0505_0505
      let others = ~(fromA & ~aboveZ & ~folded) & highBits
      if others != 0 { return place &+ others.trailingZeroBitCount / 8 }
      place &+= 8
    }
    return place
  }

  /// The ASCII byte at a place; 0 past the end of the haystack.
  @inline(__always)
  func byte(at place: Int) -> UInt8 { unsafe place < end ? bytes[place] : 0 }
}

/// The classes of ASCII characters, a nibble each in eight words.
enum ASCIIClass {
  @inline(__always)
  static func kind(of byte: UInt8) -> UInt32 {
    unsafe UInt32(table.utf8Start[Int(byte)]) &- 0x30
  }

  /// Rows of 16 characters: 3 space, 4 newline, 2 number, 5 uppercase, 6 lowercase, 0 other.
  private static var table: StaticString {
    """
    0000000003433400\
    0000000000000000\
    3000000000000000\
    2222222222000000\
    0555555555555555\
    5555555555500000\
    0666666666666666\
    6666666666600000
    """
  }
}
