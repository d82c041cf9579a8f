import CMerging

/// Finds the pilots of a ``SlotTable``.
struct SlotTableBuilder {
  private(set) var pilots: [UInt16]
  private(set) var slots: [SlotTable.Slot]

  /// The words of the filter, a power of two of them, at least two.
  var filter: [UInt64] {
    let keys = slots.filter { $0.value != 0 }.map { PieceHash.mix($0.key) }
    var bits: UInt64 = 1
    while 8 << bits < keys.count { bits += 1 }
    var words = [UInt64](repeating: 0, count: 1 << Int(bits))
    for hash in keys { words[Int(hash >> (64 - bits))] |= SlotTable.filterBits(hash) }
    return words
  }

  /// Places every entry.
  ///
  /// Buckets are served largest first, each trying pilots from 0 up until its keys fall on free
  /// slots. Equal keys cannot be told apart and make the construction fail.
  ///
  /// - Returns: nil when two entries have the same key.
  /// - Complexity: O(*n*) expected; 200,000 keys take about 50 ms.
  init?(_ entries: [SlotTable.Slot]) {
    // More room is tried in the improbable case that a bucket finds no pilot.
    for spare in [50, 8, 2] {
      let slotCount = max(entries.count + entries.count / spare + 1, 2)
      switch SlotTableBuilder.place(entries, slotCount: slotCount) {
      case .placed(let builder):
        self = builder
        return
      case .duplicate: return nil
      case .full: continue
      }
    }
    return nil
  }

  private enum Outcome {
    case placed(SlotTableBuilder)
    case duplicate, full
  }

  private init(pilots: [UInt16], slots: [SlotTable.Slot]) {
    self.pilots = pilots
    self.slots = slots
  }

  private static func place(_ entries: [SlotTable.Slot], slotCount: Int) -> Outcome {
    let bucketCount = UInt64(entries.count / 4 + 1)
    var sizes = [Int](repeating: 0, count: Int(bucketCount) + 1)
    let hashes = entries.map { PieceHash.mix($0.key) }
    for hash in hashes { sizes[Int(SlotTable.bucket(hash, bucketCount)) + 1] += 1 }
    for bucket in 1..<sizes.count { sizes[bucket] += sizes[bucket - 1] }
    var members = [Int](repeating: 0, count: entries.count)
    var fill = sizes
    for (index, hash) in hashes.enumerated() {
      let bucket = Int(SlotTable.bucket(hash, bucketCount))
      members[fill[bucket]] = index
      fill[bucket] += 1
    }
    let order = (0..<Int(bucketCount)).sorted { left, right in
      let leftSize = sizes[left + 1] - sizes[left]
      let rightSize = sizes[right + 1] - sizes[right]
      return leftSize != rightSize ? leftSize > rightSize : left < right
    }

    let empty = SlotTable.Slot(key: 0, value: 0, extra: 0)
    var result = SlotTableBuilder(
      pilots: [UInt16](repeating: 0, count: Int(bucketCount)),
      slots: [SlotTable.Slot](repeating: empty, count: slotCount))
    var taken = [Bool](repeating: false, count: slotCount)
    for bucket in order {
      let keys = members[sizes[bucket]..<sizes[bucket + 1]]
      if keys.isEmpty { break }
      if Set(keys.map { entries[$0].key }).count != keys.count { return .duplicate }
      guard
        let pilot = (UInt16(0)...UInt16.max).first(where: { pilot in
          settle(keys, hashes, pilot, slotCount, &taken)
        })
      else { return .full }
      result.pilots[bucket] = pilot
      for index in keys {
        let position = SlotTable.position(hashes[index], pilot: pilot, UInt64(slotCount))
        result.slots[Int(position)] = entries[index]
      }
    }
    return .placed(result)
  }

  /// Takes the slots of some keys under a pilot, all or none.
  private static func settle(
    _ keys: ArraySlice<Int>, _ hashes: [UInt64], _ pilot: UInt16, _ slotCount: Int,
    _ taken: inout [Bool]
  ) -> Bool {
    for (done, index) in keys.enumerated() {
      let position = Int(SlotTable.position(hashes[index], pilot: pilot, UInt64(slotCount)))
      guard taken[position] else {
        taken[position] = true
        continue
      }
      for earlier in keys.prefix(done) {
        taken[Int(SlotTable.position(hashes[earlier], pilot: pilot, UInt64(slotCount)))] = false
      }
      return false
    }
    return true
  }
}
