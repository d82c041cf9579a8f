import CMerging

/// Where the parts of a packed vocabulary lie.
///
/// Pointers and numbers alone, so that a copy costs nothing: what runs for each piece of a text takes
/// this and not the ``PackedVocabulary``, whose references would be counted each time.
@safe
struct PackedTables: @unchecked Sendable {
  let scheme: PackedVocabulary.Scheme
  /// Number of ids that have an entry in the offsets.
  let tokenCount: Int
  let vocabularySize: Int
  /// Bytes.
  let longestToken: Int
  let wholePieceFirst: Bool
  /// Whether ``SmallMerge`` may merge: ids are ranks and leave room for a place.
  let mergesSmall: Bool
  let tokenOffsets: UnsafePointer<UInt32>
  let blob: UnsafePointer<UInt8>
  let table: SlotTable
  let second: SlotTable
  let order: UnsafePointer<UInt32>
  let orderCount: Int
  let byteTokens: UnsafePointer<UInt32>
  let pairTokens: UnsafePointer<UInt32>
  let triples: TripleTable
  let specials: UnsafePointer<UInt32>
  let specialCount: Int
  let halves: UnsafePointer<SIMD2<UInt32>>
  /// The number of ids that ``halves`` is for: all or none.
  let halvesCount: Int

  /// Reads the header of a block.
  ///
  /// - Precondition: As for ``PackedVocabulary/init(embedded:)``, but that the block may be freed
  ///   when nothing of this is used any more.
  init(_ bytes: UnsafeRawBufferPointer) {
    let header = unsafe bytes.bindMemory(to: UInt32.self)
    precondition(
      bytes.count >= 4 * (8 + 2 * PackedVocabulary.Section.allCases.count),
      "the block has no header")
    unsafe precondition(header[0] == PackedVocabulary.magic, "the block is no packed vocabulary")
    unsafe precondition(header[1] == PackedVocabulary.formatVersion, "the block has another format")
    unsafe precondition(Int(header[6]) == bytes.count, "the block is cut short")
    func count(_ section: PackedVocabulary.Section) -> Int {
      unsafe Int(header[9 + 2 * section.rawValue])
    }
    func start<Element>(_ section: PackedVocabulary.Section, as: Element.Type) -> UnsafePointer<
      Element
    > {
      guard let base = bytes.baseAddress else { preconditionFailure("the block is empty") }
      let offset = unsafe Int(header[8 + 2 * section.rawValue])
      return unsafe (base + offset).assumingMemoryBound(to: Element.self)
    }
    func shift(_ section: PackedVocabulary.Section) -> UInt64 {
      UInt64(64 - count(section).trailingZeroBitCount)
    }
    guard let scheme = unsafe PackedVocabulary.Scheme(rawValue: header[2]) else {
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
      parts: slot_table(
        pilots: start(.pilots, as: UInt16.self), slots: start(.slots, as: SlotTable.Slot.self),
        filter: start(.filter, as: UInt64.self), filter_shift: shift(.filter),
        bucket_count: UInt64(count(.pilots)), slot_count: UInt64(count(.slots))))
    unsafe second = SlotTable(
      parts: slot_table(
        pilots: start(.secondPilots, as: UInt16.self),
        slots: start(.secondSlots, as: SlotTable.Slot.self),
        filter: start(.secondFilter, as: UInt64.self), filter_shift: shift(.secondFilter),
        bucket_count: UInt64(count(.secondPilots)), slot_count: UInt64(count(.secondSlots))))
    unsafe order = start(.order, as: UInt32.self)
    orderCount = count(.order)
    unsafe byteTokens = start(.byteTokens, as: UInt32.self)
    unsafe pairTokens = start(.pairTokens, as: UInt32.self)
    unsafe triples = TripleTable(
      parts: triple_table(
        rows: start(.tripleRows, as: UInt16.self), entries: start(.tripleEntries, as: UInt32.self)))
    mergesSmall =
      scheme == .ranks && tokenCount < Int(TripleTable.none) && count(.tripleRows) > 0
    unsafe specials = start(.specials, as: UInt32.self)
    specialCount = count(.specials)
    unsafe halves = start(.halves, as: SIMD2<UInt32>.self)
    halvesCount = count(.halves) / 2
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

/// The tables of a vocabulary at a place that never moves, and what of them merging needs.
///
/// Unchecked because of the pointers; what they point to is never written after `init`.
@safe
final class PlacedTables: @unchecked Sendable {
  let tables: UnsafePointer<PackedTables>
  let merging: UnsafePointer<merging_tables>

  init(_ tables: PackedTables) {
    let place = UnsafeMutablePointer<PackedTables>.allocate(capacity: 1)
    unsafe place.initialize(to: tables)
    unsafe self.tables = UnsafePointer(place)
    let merging = UnsafeMutablePointer<merging_tables>.allocate(capacity: 1)
    unsafe merging.initialize(
      to: merging_tables(
        byte_tokens: tables.byteTokens, pair_tokens: tables.pairTokens,
        triples: tables.triples.parts, table: tables.table.parts, blob: tables.blob,
        longest_token: tables.longestToken))
    unsafe self.merging = UnsafePointer(merging)
  }

  deinit {
    unsafe tables.deallocate()
    unsafe merging.deallocate()
  }
}
