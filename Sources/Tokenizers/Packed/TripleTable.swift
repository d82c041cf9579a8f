import CMerging

/// The tokens of three bytes; what they are laid out as is told in `triple_table.h`.
@safe
struct TripleTable: @unchecked Sendable {
  let parts: triple_table

  /// Stands where there is no token; real ids are lower.
  static var none: UInt32 { UInt32(merging_no_token) }

  /// Two bytes as a place in tables: the first is the lower part.
  static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first) | Int(second) << 8 }
}

/// Lays out a ``TripleTable``.
struct TripleTableBuilder {
  private(set) var rows = [UInt16](repeating: 0, count: 1 << 16)
  private(set) var entries: [UInt32]
  /// The entry of no row; the byte of the place 255, at which only the empty row looks for it.
  private static let empty = TripleTable.none | 0xFF << 24

  /// Fits every row into the first place that has room for it, the fullest rows first; fails where
  /// there is none below 65,536.
  ///
  /// - Parameter tokens: The bytes of each id; the lowest of several with the same bytes counts.
  init?(_ tokens: TokenTexts) {
    var members: [Int: [UInt8: UInt32]] = [:]
    for id in (0..<tokens.count).reversed() where tokens.length(id) == 3 {
      let bytes = Array(tokens[id])
      members[TripleTable.pair(bytes[0], bytes[1]), default: [:]][bytes[2]] = UInt32(id)
    }
    // The empty row comes first and is kept empty.
    entries = [UInt32](repeating: Self.empty, count: 512)
    var isTaken = [Bool](repeating: true, count: 256) + [Bool](repeating: false, count: 256)
    var isRow: Set<Int> = [0]
    var firstFree = 256
    let order = members.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (pair, row) in order {
      let thirds = row.keys.map { Int($0) }
      var start = max(1, firstFree - (thirds.min() ?? 0))
      makeRoom(for: start, &isTaken)
      while isRow.contains(start) || thirds.contains(where: { isTaken[start + $0] }) {
        start += 1
        makeRoom(for: start, &isTaken)
      }
      guard let place = UInt16(exactly: start) else { return nil }
      rows[pair] = place
      isRow.insert(start)
      for (third, id) in row {
        isTaken[start + Int(third)] = true
        entries[start + Int(third)] = UInt32(third) << 24 | id
      }
      while firstFree < isTaken.count, isTaken[firstFree] { firstFree += 1 }
    }
  }

  /// Has entries for all third bytes of a row that begins at a place.
  private mutating func makeRoom(for start: Int, _ isTaken: inout [Bool]) {
    let missing = max(0, start + 256 - entries.count)
    entries += [UInt32](repeating: Self.empty, count: missing)
    isTaken += [Bool](repeating: false, count: missing)
  }
}
