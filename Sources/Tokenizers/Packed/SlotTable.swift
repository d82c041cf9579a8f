import CMerging

/// A perfect hash table of 64-bit keys, read where it lies.
///
/// A key's hash names a bucket; the bucket's *pilot* says which permutation sends each of its few
/// keys to a slot of its own. A lookup therefore reads one pilot and one slot, hit or miss, and the
/// table is nearly full: 2 bytes of pilot for four keys, 16 bytes a slot.
///
/// Merging asks mostly for what is not there. A Bloom filter of a byte for each key, small enough for
/// the second-level cache, spares most such questions the pilot and the slot, which would have to come
/// from memory. (Without it two fifths of the time on English went there.)
///
/// Source: Belazzougui, Botelho, Dietzfelbinger, *Hash, displace, and compress*, ESA 2009; the name
/// of the pilots from Pibiri and Trani, *PTHash*, SIGIR 2021.
@safe
struct SlotTable: @unchecked Sendable {
  /// One entry, 16 bytes.
  typealias Slot = slot

  let parts: slot_table

  /// The slot of a key that is probably not there; nil where the filter says that it is not.
  @inline(__always)
  func improbableSlot(for key: UInt64) -> Slot? {
    let hash = PieceHash.mix(key)
    return unsafe slot_table_missing(parts, hash) == 0 ? slot_table_slot(parts, hash) : nil
  }

  /// The slot of a key, whether the key is there or not.
  @inline(__always)
  func slot(for key: UInt64) -> Slot { unsafe slot_table_slot(parts, PieceHash.mix(key)) }

  static func filterBits(_ hash: UInt64) -> UInt64 { slot_table_filter_bits(hash) }

  static func bucket(_ hash: UInt64, _ bucketCount: UInt64) -> UInt64 {
    slot_table_bucket(hash, bucketCount)
  }

  static func position(_ hash: UInt64, pilot: UInt16, _ slotCount: UInt64) -> UInt64 {
    slot_table_position(hash, pilot, slotCount)
  }
}
