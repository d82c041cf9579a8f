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
/// | 1 | version of the format, 2 |
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
  static let formatVersion: UInt32 = 2

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
    /// `UInt32` for each two bytes, the first being the higher part of the place: the token of the
    /// two, or all ones. Only for scheme 1.
    case pairTokens
    /// The filters of the two tables, `UInt64`.
    case filter, secondFilter
    /// Two `UInt32` for each id: the halves of the token's last merge, the token itself twice for a
    /// single byte, all ones where the encoder never makes the token. May be empty.
    case halves
  }

  enum Scheme: UInt32 {
    case ranks = 1
    case merges = 2
    case wordPieces = 3
  }

  let scheme: Scheme
  /// Number of ids that have an entry in the offsets.
  let tokenCount: Int
  package let vocabularySize: Int
  /// Bytes.
  let longestToken: Int
  let wholePieceFirst: Bool
  let tokenOffsets: UnsafePointer<UInt32>
  let blob: UnsafePointer<UInt8>
  let table: SlotTable
  let second: SlotTable
  let order: UnsafePointer<UInt32>
  let orderCount: Int
  let byteTokens: UnsafePointer<UInt32>
  let pairTokens: UnsafePointer<UInt32>
  package let specialTokens: [SpecialToken]
  let halves: UnsafePointer<SIMD2<UInt32>>
  /// The number of ids that ``halves`` is for: all or none.
  let halvesCount: Int
  /// Keeps the bytes alive where they were allocated; nil for bytes inside the executable.
  private let owner: Allocation?

  /// Reads the header of a block that lies in the executable.
  ///
  /// - Precondition: `bytes` was written by ``PackedVocabularyWriter``, is aligned to 64 bytes and
  ///   is never freed.
  package init(embedded bytes: UnsafeRawBufferPointer) {
    unsafe self.init(bytes, owner: nil)
  }

  /// Takes a copy of a block that was just written.
  init(copying image: [UInt8]) {
    let allocation = Allocation(image)
    unsafe self.init(UnsafeRawBufferPointer(allocation.bytes), owner: allocation)
  }

  private init(_ bytes: UnsafeRawBufferPointer, owner: Allocation?) {
    let header = unsafe bytes.bindMemory(to: UInt32.self)
    precondition(bytes.count >= 4 * (8 + 2 * Section.allCases.count), "the block has no header")
    unsafe precondition(header[0] == Self.magic, "the block is no packed vocabulary")
    unsafe precondition(header[1] == Self.formatVersion, "the block has another format")
    unsafe precondition(Int(header[6]) == bytes.count, "the block is cut short")
    func count(_ section: Section) -> Int { unsafe Int(header[9 + 2 * section.rawValue]) }
    func start<Element>(_ section: Section, as: Element.Type) -> UnsafePointer<Element> {
      guard let base = bytes.baseAddress else { preconditionFailure("the block is empty") }
      let offset = unsafe Int(header[8 + 2 * section.rawValue])
      return unsafe (base + offset).assumingMemoryBound(to: Element.self)
    }
    func shift(_ section: Section) -> UInt64 { UInt64(64 - count(section).trailingZeroBitCount) }
    guard let scheme = unsafe Scheme(rawValue: header[2]) else {
      preconditionFailure("the block has an unknown scheme")
    }
    self.scheme = scheme
    unsafe tokenCount = Int(header[3])
    unsafe vocabularySize = Int(header[4])
    unsafe longestToken = Int(header[5])
    unsafe wholePieceFirst = header[7] & 1 != 0
    unsafe tokenOffsets = start(.tokenOffsets, as: UInt32.self)
    unsafe blob = start(.blob, as: UInt8.self)
    unsafe table = SlotTable(
      pilots: start(.pilots, as: UInt16.self), slots: start(.slots, as: SlotTable.Slot.self),
      filter: start(.filter, as: UInt64.self), filterShift: shift(.filter),
      bucketCount: UInt64(count(.pilots)), slotCount: UInt64(count(.slots)))
    unsafe second = SlotTable(
      pilots: start(.secondPilots, as: UInt16.self),
      slots: start(.secondSlots, as: SlotTable.Slot.self),
      filter: start(.secondFilter, as: UInt64.self), filterShift: shift(.secondFilter),
      bucketCount: UInt64(count(.secondPilots)), slotCount: UInt64(count(.secondSlots)))
    unsafe order = start(.order, as: UInt32.self)
    orderCount = count(.order)
    unsafe byteTokens = start(.byteTokens, as: UInt32.self)
    unsafe pairTokens = start(.pairTokens, as: UInt32.self)
    specialTokens = unsafe Self.specials(start(.specials, as: UInt32.self), count(.specials))
    unsafe halves = start(.halves, as: SIMD2<UInt32>.self)
    halvesCount = count(.halves) / 2
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

  /// Where the bytes of an id lie in the blob; empty for ids without bytes.
  @inline(__always)
  func extent(of id: TokenID) -> (start: Int, count: Int) {
    guard id < tokenCount else { return (0, 0) }
    let start = unsafe tokenOffsets[Int(id)]
    return unsafe (Int(start), Int(tokenOffsets[Int(id) + 1] &- start))
  }

  /// Finds the id of a string in one of the two tables.
  @inline(__always)
  func id(
    of bytes: UnsafePointer<UInt8>, _ count: Int, available: Int, in table: SlotTable
  ) -> TokenID? {
    let key = unsafe PieceHash.key(bytes, count, available: available)
    return unsafe id(key, bytes, count, in: table)
  }

  /// Finds the id of a string that is probably none.
  @inline(__always)
  func improbableID(
    of bytes: UnsafePointer<UInt8>, _ count: Int, available: Int, in table: SlotTable
  ) -> TokenID? {
    let key = unsafe PieceHash.key(bytes, count, available: available)
    return unsafe improbableID(key, bytes, count, in: table)
  }

  /// Finds the id of a string whose key is known and that is probably none.
  @inline(__always)
  func improbableID(
    _ key: UInt64, _ bytes: UnsafePointer<UInt8>, _ count: Int, in table: SlotTable
  ) -> TokenID? {
    guard let slot = table.improbableSlot(for: key) else { return nil }
    return unsafe id(slot, key, bytes, count)
  }

  /// Finds the id of a string whose key is known.
  @inline(__always)
  func id(_ key: UInt64, _ bytes: UnsafePointer<UInt8>, _ count: Int, in table: SlotTable)
    -> TokenID?
  {
    unsafe id(table.slot(for: key), key, bytes, count)
  }

  /// The id in a slot, if the slot is that of a string.
  @inline(__always)
  private func id(
    _ slot: SlotTable.Slot, _ key: UInt64, _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> TokenID? {
    guard slot.key == key, slot.value >> 24 == UInt32(truncatingIfNeeded: min(count, 255)) else {
      return nil
    }
    let id = slot.value & 0xFF_FFFF
    if count > 8 {
      if count >= 255, extent(of: id).count != count { return nil }
      guard unsafe PieceHash.equal(blob + Int(slot.extra), bytes, count) else { return nil }
    }
    return id
  }
}
