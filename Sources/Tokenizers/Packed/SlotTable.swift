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
  struct Slot {
    var key: UInt64
    /// Token id in the low 24 bits, check bits in the high 8; zero check bits mark an empty slot.
    var value: UInt32
    /// For tokens where their bytes begin in the blob; for merges their rank.
    var extra: UInt32
  }

  let pilots: UnsafePointer<UInt16>
  let slots: UnsafePointer<Slot>
  /// Two bits for each key, in the word that the high bits of its hash name.
  let filter: UnsafePointer<UInt64>
  /// 64 less the binary logarithm of the number of words.
  let filterShift: UInt64
  let bucketCount: UInt64
  let slotCount: UInt64

  /// The slot of a key that is probably not there; nil where the filter says that it is not.
  @inline(__always)
  func improbableSlot(for key: UInt64) -> Slot? {
    let hash = PieceHash.mix(key)
    let bits = SlotTable.filterBits(hash)
    let word = unsafe filter[Int(truncatingIfNeeded: hash &>> filterShift)]
    guard word & bits == bits else { return nil }
    let pilot = unsafe pilots[Int(truncatingIfNeeded: SlotTable.bucket(hash, bucketCount))]
    return unsafe slots[
      Int(truncatingIfNeeded: SlotTable.position(hash, pilot: pilot, slotCount))]
  }

  /// The bits of a key that its word of the filter lacks: where there is one, the key is not there.
  @inline(__always)
  func missing(_ key: UInt64) -> UInt64 {
    let hash = PieceHash.mix(key)
    return unsafe SlotTable.filterBits(hash)
      & ~filter[Int(truncatingIfNeeded: hash &>> filterShift)]
  }

  @inline(__always)
  static func filterBits(_ hash: UInt64) -> UInt64 {
    1 &<< (hash & 63) | 1 &<< (hash &>> 6 & 63)
  }

  /// Where a key lies, or would lie.
  @inline(__always)
  func slot(for key: UInt64) -> Slot {
    let hash = PieceHash.mix(key)
    let pilot = unsafe pilots[Int(truncatingIfNeeded: SlotTable.bucket(hash, bucketCount))]
    return unsafe slots[
      Int(truncatingIfNeeded: SlotTable.position(hash, pilot: pilot, slotCount))]
  }

  @inline(__always)
  static func bucket(_ hash: UInt64, _ bucketCount: UInt64) -> UInt64 {
    ((hash & 0xFFFF_FFFF) &* bucketCount) &>> 32
  }

  @inline(__always)
  static func position(_ hash: UInt64, pilot: UInt16, _ slotCount: UInt64) -> UInt64 {
    let permuted = (hash ^ (UInt64(pilot) &* 0xD6E8_FEB8_6659_FD93)) &* PieceHash.multiplier
    return ((permuted &>> 32) &* slotCount) &>> 32
  }
}
