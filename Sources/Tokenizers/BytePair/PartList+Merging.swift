import CMerging

extension PartList {
  /// Merges a piece by the definition.
  ///
  /// - Complexity: O(*n*²), of which the quadratic part is a search of 32-bit words.
  mutating func merge(_ piece: UnsafePointer<UInt8>, _ length: Int, _ packed: PackedTables) {
    count = 0
    for place in 0..<length {
      // Every byte is a token of a complete vocabulary; what an incomplete one lacks is dropped.
      let id = unsafe packed.byteTokens[Int(piece[place])]
      if id == UInt32.max { continue }
      unsafe starts[count] = UInt32(truncatingIfNeeded: place)
      unsafe ids[count] = id
      count += 1
    }
    unsafe starts[count] = UInt32(truncatingIfNeeded: length)
    for place in 0..<count { unsafe renew(place, piece, length, packed) }
    while let place = lowest() {
      join(place)
      unsafe renew(place, piece, length, packed)
      if place > 0 { unsafe renew(place - 1, piece, length, packed) }
    }
  }

  /// Finds the merge of a part with the next.
  @inline(__always)
  private mutating func renew(
    _ place: Int, _ piece: UnsafePointer<UInt8>, _ length: Int, _ packed: PackedTables
  ) {
    unsafe ranks[place] = PartList.noMerge
    guard place &+ 1 < count else { return }
    if packed.scheme == .merges {
      guard let merge = unsafe packed.merge(ids[place], ids[place + 1]) else { return }
      unsafe ranks[place] = merge.rank
      unsafe merged[place] = merge.merged
      return
    }
    let start = unsafe Int(starts[place])
    let size = unsafe Int(starts[place + 2]) &- start
    guard size <= packed.longestToken,
      let id = unsafe packed.improbableID(
        of: piece + start, size, available: length &- start, in: packed.table)
    else { return }
    unsafe ranks[place] = id
    unsafe merged[place] = id
  }
}

extension PackedTables {
  /// The merge of two tokens in a vocabulary that lists its merges.
  @inline(__always)
  func merge(_ left: TokenID, _ right: TokenID) -> (merged: TokenID, rank: UInt32)? {
    let key = UInt64(left) << 32 | UInt64(right)
    guard let slot = second.improbableSlot(for: key), slot.key == key, slot.value != 0
    else { return nil }
    return (slot.value & 0xFF_FFFF, slot.extra)
  }
}
