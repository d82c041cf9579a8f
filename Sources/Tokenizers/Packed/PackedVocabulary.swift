/// A vocabulary as one block of bytes, used where it lies.
///
/// The same form serves the vocabularies inside the executable, which the system maps and of which
/// only the touched pages are ever read, and those built from a user's files. Nothing is parsed at
/// start.
///
/// The block is little-endian. It begins with a header of 32-bit words:
///
/// | word | meaning |
/// | --- | --- |
/// | 0 | magic, `PLVC` |
/// | 1 | version of the format, 3 |
/// | 2 | scheme: 1 byte pairs by rank, 2 byte pairs by merges, 3 word pieces |
/// | 3 | number of ids that have an entry in the offsets |
/// | 4 | vocabulary size: the highest id of all, special or not, plus one |
/// | 5 | length in bytes of the longest token |
/// | 6 | size of the block in bytes |
/// | 7 | flags: bit 0, a piece that is a token is that token whatever the merges say |
/// | 8… | one (offset, count) pair for each ``Section``, in its order; offsets are multiples of 64 |
///
/// Ids without bytes of their own (special tokens, holes) have an empty entry.
@safe
package struct PackedVocabulary: @unchecked Sendable {
  static let magic: UInt32 = 0x4356_4C50
  static let formatVersion: UInt32 = 3

  /// The parts of the block.
  enum Section: Int, CaseIterable {
    /// `UInt32` for each id and one more: where its bytes begin in the blob.
    case tokenOffsets
    /// The bytes of all tokens, in the order of their ids.
    case blob
    /// The pilots and slots of the table from bytes to ids.
    case pilots, slots
    /// `UInt32`: the ids of the ordinary tokens in the order of their bytes.
    case order
    /// For each special token its id, its length and its bytes, padded to four.
    case specials
    /// A second table: merges for scheme 2, pieces that continue a word for scheme 3.
    case secondPilots, secondSlots
    /// `UInt32` for each byte: the token of the byte alone, or all ones.
    case byteTokens
    /// `UInt32` for each ``TripleTable/pair(_:_:)``: the token of the two bytes, or
    /// ``TripleTable/none``. Only for scheme 1.
    case pairTokens
    /// The filters of the two tables, `UInt64`.
    case filter, secondFilter
    /// Two `UInt32` for each id: the halves of the token's last merge, the token itself twice for a
    /// single byte, all ones where the encoder never makes the token. May be empty.
    case halves
    /// The parts of a ``TripleTable``. Only for scheme 1.
    case tripleRows, tripleEntries
  }

  enum Scheme: UInt32 {
    case ranks = 1
    case merges = 2
    case wordPieces = 3
  }

  /// Where everything lies in the block; valid as long as this value or a copy of it lives.
  let tables: PackedTables
  package let specialTokens: [SpecialToken]
  /// Keeps the bytes alive where they were allocated; nil for bytes inside the executable.
  private let owner: Allocation?

  /// Reads the header of a block that lies in the executable.
  ///
  /// - Precondition: `bytes` was written by ``PackedVocabularyWriter``, is aligned to 64 bytes and
  ///   is never freed.
  package init(embedded bytes: UnsafeRawBufferPointer) {
    unsafe self.init(bytes, owner: nil)
  }

  /// Takes over a block that was just written.
  init(owning allocation: Allocation) {
    unsafe self.init(UnsafeRawBufferPointer(allocation.bytes), owner: allocation)
  }

  private init(_ bytes: UnsafeRawBufferPointer, owner: Allocation?) {
    let tables = unsafe PackedTables(bytes)
    self.tables = tables
    specialTokens = unsafe Self.specials(tables.specials, tables.specialCount)
    self.owner = owner
  }

  private static func specials(_ words: UnsafePointer<UInt32>, _ count: Int) -> [SpecialToken] {
    var specials: [SpecialToken] = []
    var at = 0
    for _ in 0..<count {
      let length = unsafe Int(words[at + 1])
      let text = unsafe UnsafeRawBufferPointer(start: words + at + 2, count: length)
      unsafe specials.append(
        SpecialToken(text: String(decoding: text, as: UTF8.self), id: words[at]))
      at += 2 + (length + 3) / 4
    }
    return specials
  }
}
