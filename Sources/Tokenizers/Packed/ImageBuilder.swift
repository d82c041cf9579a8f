/// Lays the sections of a ``PackedVocabulary`` one after the other.
struct ImageBuilder {
  private enum Section {
    case bytes([UInt8]), halves([UInt16]), words([UInt32]), longs([UInt64])
    case slots([SlotTable.Slot])

    var byteCount: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .halves(let halves): 2 * halves.count
      case .words(let words): 4 * words.count
      case .longs(let longs): 8 * longs.count
      case .slots(let slots): 16 * slots.count
      }
    }

    func copy(to place: UnsafeMutableRawBufferPointer) {
      switch self {
      case .bytes(let bytes): unsafe place.copyBytes(from: bytes)
      case .halves(let halves): unsafe halves.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
      case .words(let words): unsafe words.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
      case .longs(let longs): unsafe longs.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
      case .slots(let slots): unsafe slots.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
      }
    }
  }

  var header: [UInt32] = []
  private var sections: [(count: Int, content: Section)] = []
  private static let start =
    64 * ((4 * (8 + 2 * PackedVocabulary.Section.allCases.count) + 63) / 64)

  mutating func append(bytes: [UInt8]) { sections.append((bytes.count, .bytes(bytes))) }
  mutating func append(_ halves: [UInt16]) { sections.append((halves.count, .halves(halves))) }
  mutating func append(_ words: [UInt32]) { sections.append((words.count, .words(words))) }
  mutating func append(_ longs: [UInt64]) { sections.append((longs.count, .longs(longs))) }
  mutating func append(_ slots: [SlotTable.Slot]) { sections.append((slots.count, .slots(slots))) }

  mutating func append(_ specials: [SpecialToken]) {
    var bytes: [UInt8] = []
    func put(_ word: UInt32) {
      for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
    }
    for special in specials {
      put(special.id)
      put(UInt32(special.text.utf8.count))
      bytes += special.text.utf8
      while bytes.count % 4 != 0 { bytes.append(0) }
    }
    sections.append((specials.count, .bytes(bytes)))
  }

  /// The block, made once at its full size.
  func finished() -> Allocation {
    var end = Self.start
    var directory: [UInt32] = []
    var starts: [Int] = []
    for section in sections {
      let start = (end + 63) / 64 * 64
      starts.append(start)
      directory += [UInt32(start), UInt32(section.count)]
      end = start + section.content.byteCount
    }
    var words = header
    words[6] = UInt32(end)
    let allocation = Allocation(byteCount: end)
    let place = unsafe allocation.bytes
    unsafe Section.words(words + directory).copy(to: place)
    for (start, section) in zip(starts, sections) where section.content.byteCount > 0 {
      unsafe section.content.copy(to: UnsafeMutableRawBufferPointer(rebasing: place[start...]))
    }
    return allocation
  }
}
