extension BytePairVocabulary {
  /// Bytes by which windows overlap; a few tokens, within which two windows mostly agree.
  private static let overlap = 8
  private static let window = SmallMerge.longestPiece

  /// Appends the tokens of the first part of a long piece, two windows at a time.
  ///
  /// A merge waits for the one before it, most of the time for memory; two windows that know nothing
  /// of each other wait at the same time. Each window overlaps the one before. A token that both have
  /// at the same place is a joint: its left neighbour in the one window and its right neighbour in the
  /// other are both its neighbours in an encoding, so that by the theorem of ``mergeLongPiece`` the
  /// tokens of the one before it and those of the other from it on are the encoding of both.
  ///
  /// - Returns: Where the tokens end that were appended, and the token that the encoding of the rest
  ///   must begin with for the two to be joined; nil when nothing was appended.
  func mergeInLanes(
    _ piece: UnsafePointer<UInt8>, _ count: Int, _ available: Int, _ work: inout Workspace
  ) -> (start: Int, token: TokenID)? {
    guard packed.mergesSmall,
      count > 4 * Self.window, unsafe !isPeriodic(piece)
    else { return nil }
    let words = PartList.words(forBytes: Self.window)
    return unsafe withUnsafeTemporaryAllocation(
      of: UInt32.self, capacity: 3 * words + SmallMerge.words
    ) { memory in
      guard let base = memory.baseAddress else { return nil }
      // The last window joined, and the two that come next.
      var last = unsafe PartList(base, bytes: Self.window)
      var left = unsafe PartList(base + words, bytes: Self.window)
      var right = unsafe PartList(base + 2 * words, bytes: Self.window)
      let merging = unsafe (work.merging, base + 3 * words)
      var lastStart = -1
      // The first token of the last window that is not appended yet.
      var from = 0
      var start = 0
      // How often in a row no joint was found.
      var failures = 0
      while failures < Self.mostFailures {
        guard start + Self.window <= count else { break }
        let second = unsafe next(after: start, piece)
        guard second + Self.window <= count else { break }
        unsafe fill(&left, &right, piece, start, second, available, merging)
        failures += 1
        if lastStart >= 0 {
          guard let joint = join(&last, lastStart, from, &left, start, &work) else {
            start = lastStart + retry(&last, from, failures)
            continue
          }
          from = joint
          // Where the window is the last one again, as where one token fills it, nothing is gained.
          if start > lastStart { failures = 1 }
        }
        swap(&last, &left)
        lastStart = start
        guard let joint = join(&last, lastStart, from, &right, second, &work) else {
          start = lastStart + retry(&last, from, failures)
          continue
        }
        from = joint
        swap(&last, &right)
        lastStart = second
        start = unsafe next(after: second, piece)
        failures = 0
      }
      guard lastStart >= 0 else { return nil }
      let done = unsafe lastStart + Int(last.starts[from])
      return unsafe done > 0 ? (done, last.ids[from]) : nil
    }
  }

  private static let mostFailures = 4

  /// Where in a window the next one is to begin after they had no token in common: at one of its
  /// tokens, which the next will probably have too; further left each time.
  private func retry(_ window: inout PartList, _ from: Int, _ failures: Int) -> Int {
    let rest = window.count - from
    return unsafe Int(window.starts[from + max(rest >> failures, min(1, rest - 1))])
  }

  /// Whether a piece begins by repeating up to four bytes, which the other way is quicker at.
  private func isPeriodic(_ piece: UnsafePointer<UInt8>) -> Bool {
    (1...4).contains { unsafe PieceHash.equal(piece, piece + $0, Self.window) }
  }

  /// Where the window begins that follows one: at a character, where there is one.
  @inline(__always)
  private func next(after start: Int, _ piece: UnsafePointer<UInt8>) -> Int {
    var place = start + Self.window - Self.overlap
    for _ in 0..<3 where unsafe piece[place] & 0xC0 == 0x80 { place -= 1 }
    return place
  }

  /// Merges two windows in turns.
  private func fill(
    _ left: inout PartList, _ right: inout PartList, _ piece: UnsafePointer<UInt8>, _ start: Int,
    _ second: Int, _ available: Int,
    _ memory: (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>)
  ) {
    var one = unsafe SmallMerge(
      placed.tables, piece + start, Self.window, available: available - start, memory: memory.0)
    var two = unsafe SmallMerge(
      placed.tables, piece + second, Self.window, available: available - second, memory: memory.1)
    var goOn = (one.step(), two.step())
    while goOn.0, goOn.1 { goOn = (one.step(), two.step()) }
    while goOn.0 { goOn.0 = one.step() }
    while goOn.1 { goOn.1 = two.step() }
    left.count = unsafe one.finish(left.ids, starts: left.starts)
    right.count = unsafe two.finish(right.ids, starts: right.starts)
  }

  /// Appends the tokens of a window up to the first that the next one has too.
  ///
  /// - Returns: The number of that token in the next window; nil, and nothing appended, where there is
  ///   none.
  @inline(__always)
  private func join(
    _ window: inout PartList, _ start: Int, _ from: Int, _ following: inout PartList,
    _ followingStart: Int, _ work: inout Workspace
  ) -> Int? {
    let shift = UInt32(truncatingIfNeeded: followingStart &- start)
    var one = from
    var two = 0
    while one < window.count, two < following.count {
      let place = unsafe window.starts[one]
      let other = unsafe following.starts[two] &+ shift
      if place == other, unsafe window.ids[one] == following.ids[two] {
        work.reserve(one &- from)
        for index in from..<one { unsafe work.append(window.ids[index]) }
        return two
      }
      if place <= other { one &+= 1 } else { two &+= 1 }
    }
    return nil
  }
}
