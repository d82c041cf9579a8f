import Digests

/// How often each piece of some text occurs, in the order of first occurrence.
///
/// An open-addressing table over one array of bytes: a corpus has tens of millions of pieces, and a
/// dictionary of arrays would take a block of memory for each.
struct PieceCounts {
  private var bytes: [UInt8] = []
  /// Where each piece ends in ``bytes``.
  private var ends: [Int] = []
  private(set) var counts: [Int] = []
  private var hashes: [UInt64] = []
  /// A piece's number plus one by its hash; zero where there is none.
  private var slots = [UInt32](repeating: 0, count: 1 << 12)

  /// The number of different pieces.
  var count: Int { counts.count }

  /// The bytes of a piece.
  func piece(_ number: Int) -> ArraySlice<UInt8> {
    bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
  }

  /// Counts one occurrence of a piece.
  mutating func add(_ piece: Span<UInt8>) {
    if 2 * counts.count >= slots.count { grow() }
    let hash = Self.hash(piece)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isEqual(number, piece) {
        counts[number] += 1
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    for index in piece.indices { bytes.append(piece[index]) }
    ends.append(bytes.count)
    counts.append(1)
    hashes.append(hash)
    slots[slot] = UInt32(counts.count)
  }

  private func isEqual(_ number: Int, _ piece: Span<UInt8>) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard ends[number] - start == piece.count else { return false }
    for index in piece.indices where bytes[start + index] != piece[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: 2 * slots.count)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }

  /// FNV-1a with a last mixing, since the low bits choose the slot.
  private static func hash(_ piece: Span<UInt8>) -> UInt64 {
    var hash = FNV1a()
    for index in piece.indices { hash.add(piece[index]) }
    return hash.value ^ hash.value >> 29
  }
}
