extension BytePairVocabulary {
  /// Bytes by which windows overlap; a few tokens, within which two windows mostly agree.
  private static let overlap = 8
  private static let window = SmallMerge.longestPiece
  private static let mostFailures = 4

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
    guard let merging, count > 4 * Self.window, unsafe !isPeriodic(piece) else { return nil }
    // Where the last window may begin.
    let lastStart = min(count, available - SmallMerge.margin) - Self.window
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * Self.window) {
      memory in
      guard let base = memory.baseAddress else { return nil }
      // Room for two windows that come next, and for two of which one is the last that was joined.
      var (room, other) = unsafe (base, base + 2 * Self.window)
      var last: SmallMerge.Window?
      var start = 0
      // How often in a row no joint was found.
      var failures = 0
      while failures < Self.mostFailures, start <= lastStart {
        let second = unsafe next(after: start, piece)
        guard second <= lastStart else { break }
        let (left, right) = unsafe merging.windows(piece, at: (start, second), memory: room)
        failures += 1
        if let before = last {
          guard let joined = join(before, left, &work) else {
            start = retry(before, failures)
            continue
          }
          last = joined
          // Where the window is the last one again, as where one token fills it, nothing is gained.
          if start > before.start { failures = 1 }
        } else {
          last = left
        }
        unsafe swap(&room, &other)
        guard let before = last else { break }
        guard let joined = join(before, right, &work) else {
          start = retry(before, failures)
          continue
        }
        last = joined
        start = unsafe next(after: second, piece)
        failures = 0
      }
      guard let last else { return nil }
      let place = last.places.trailingZeroBitCount
      let done = last.start + place
      return unsafe done > 0 ? (done, last.tokens[place]) : nil
    }
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

  /// Where the next window is to begin after they had no token in common: at a token of the last one,
  /// which the next will probably have too; further left each time.
  private func retry(_ window: SmallMerge.Window, _ failures: Int) -> Int {
    var places = window.places
    let count = places.nonzeroBitCount
    for _ in 0..<max(count >> failures, min(1, count - 1)) { places &= places - 1 }
    return window.start + places.trailingZeroBitCount
  }

  /// Appends the tokens of a window up to the first that the next one has too.
  ///
  /// - Returns: The next window from that token on; nil, and nothing appended, where there is none.
  @inline(__always)
  private func join(
    _ window: SmallMerge.Window, _ following: SmallMerge.Window, _ work: inout Workspace
  ) -> SmallMerge.Window? {
    let shift = following.start &- window.start
    var common = (window.places &>> UInt64(truncatingIfNeeded: shift)) & following.places
    while common != 0 {
      let place = common.trailingZeroBitCount
      if unsafe window.tokens[place &+ shift] == following.tokens[place] {
        append(window, upTo: place &+ shift, &work)
        var rest = following
        rest.places &= ~0 &<< UInt64(truncatingIfNeeded: place)
        return rest
      }
      common &= common &- 1
    }
    return nil
  }

  @inline(__always)
  private func append(_ window: SmallMerge.Window, upTo end: Int, _ work: inout Workspace) {
    work.reserve(Self.window)
    var places = window.places & ((1 &<< UInt64(truncatingIfNeeded: end)) &- 1)
    while places != 0 {
      unsafe work.append(window.tokens[places.trailingZeroBitCount])
      places &= places &- 1
    }
  }
}
