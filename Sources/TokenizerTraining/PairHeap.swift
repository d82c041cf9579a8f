/// Pairs by how often they occur, the most frequent first; of equals the one with the smaller ids.
///
/// A binary heap. Counts change while a pair is in it: what comes out may be out of date, and the
/// owner puts it back with the count of now.
struct PairHeap {
  /// A pair and its count when it was put in.
  struct Entry {
    var count: Int
    /// The ids, the left one in the upper half.
    var key: UInt64
    /// The owner's number of the pair.
    var number: Int32

    /// Whether this is to come out before another.
    func precedes(_ other: Entry) -> Bool {
      count != other.count ? count > other.count : key < other.key
    }
  }

  private var entries: [Entry] = []

  /// Puts an entry in.
  mutating func push(_ entry: Entry) {
    var place = entries.count
    entries.append(entry)
    while place > 0, entry.precedes(entries[(place - 1) / 2]) {
      entries[place] = entries[(place - 1) / 2]
      place = (place - 1) / 2
    }
    entries[place] = entry
  }

  /// Takes the first entry out.
  mutating func pop() -> Entry? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty { sink(last) }
    return first
  }

  /// Puts an entry in the first one's place.
  private mutating func sink(_ entry: Entry) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entry) else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = entry
  }
}
