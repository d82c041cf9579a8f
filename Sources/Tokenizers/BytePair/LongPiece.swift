extension BytePairVocabulary {
  /// Appends the tokens of a piece of any length.
  ///
  /// Plain merging costs O(*n*²), so that a long piece is merged in windows. What makes this exact is
  /// a theorem: tokens are the encoding of their bytes if and only if every two adjacent ones are the
  /// encoding of *their* bytes. (The first merge across a border between two tokens needs nothing but
  /// the state of these two tokens, so it would also happen in the two alone.) A window gives tokens
  /// whose last few may be wrong; the next window begins at a border before them, and when the tokens
  /// on both sides of the border pass the test, the border stands. Where none passes the window grows.
  ///
  /// - Complexity: O(*n* · *w*) with *w* the window, which in practice is a few long tokens.
  ///
  /// Source: the theorem is corollary III of the README of github/rust-gems `bpe`.
  @inline(never)
  func mergeLongPiece(
    _ piece: UnsafePointer<UInt8>, _ count: Int, available: Int, _ work: inout Workspace
  ) {
    let mark = work.mark
    if let rest = unsafe mergeInLanes(piece, count, available, &work),
      unsafe mergeRest(
        piece + rest.start, count - rest.start, available - rest.start, first: rest.token, &work)
    {
      return
    }
    work.goBack(to: mark)
    _ = unsafe mergeRest(piece, count, available, first: nil, &work)
  }

  /// Appends the tokens of a piece by windows of one size after the other, larger and larger.
  ///
  /// Where the first token must be one and is not, what was appended is to be dropped, and the
  /// result is false.
  private func mergeRest(
    _ piece: UnsafePointer<UInt8>, _ count: Int, _ available: Int, first: TokenID?,
    _ work: inout Workspace
  ) -> Bool {
    var window = SmallMerge.longestPiece
    while window < count {
      let mark = work.mark
      switch unsafe mergeInWindows(
        piece, count, available, window: window, first: first, &work)
      {
      case .done: return true
      case .otherFirst: return false
      case .windowTooSmall:
        work.goBack(to: mark)
        window *= 4
      }
    }
    work.reserve(count)
    let words = PartList.words(forBytes: count)
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: words) { memory in
      guard let base = memory.baseAddress else { return false }
      var parts = unsafe PartList(base, bytes: count)
      unsafe merge(piece, count, available, &parts, &work)
      if let first, unsafe parts.ids[0] != first { return false }
      for place in 0..<parts.count { unsafe work.append(parts.ids[place]) }
      return true
    }
  }

  private enum Outcome { case done, windowTooSmall, otherFirst }

  /// Appends the tokens of a piece by windows.
  ///
  /// - Returns: Whether every border stood the test; if not, what was appended is to be dropped.
  private func mergeInWindows(
    _ piece: UnsafePointer<UInt8>, _ count: Int, _ available: Int, window: Int, first: TokenID?,
    _ work: inout Workspace
  ) -> Outcome {
    let words = PartList.words(forBytes: window)
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * words) { memory in
      guard let base = memory.baseAddress else { return .windowTooSmall }
      var current = unsafe PartList(base, bytes: window)
      var next = unsafe PartList(base + words, bytes: window)
      var start = 0
      // How many parts of a window like the last one were kept before another like it; 0 if unknown.
      var repeated = 0
      unsafe merge(piece, min(window, count), available, &current, &work)
      while start + window < count {
        if repeated > 0 {
          let border = unsafe start + Int(current.starts[repeated])
          if border + window <= count,
            unsafe PieceHash.equal(piece + start, piece + border, window)
          {
            keep(current, repeated, &work)
            start = border
            continue
          }
        }
        // The parts before `kept` stay; the border is moved left until it stands.
        var kept = current.count - 1
        var border = start
        while true {
          kept -= 1
          guard kept > 0 else { return .windowTooSmall }
          border = unsafe start + Int(current.starts[kept])
          let length = min(window, count - border)
          unsafe merge(piece + border, length, available - border, &next, &work)
          // Two tokens that stood side by side in the window need no test.
          if unsafe next.ids[0] == current.ids[kept] { break }
          let left = unsafe start + Int(current.starts[kept - 1])
          let right = unsafe border + Int(next.starts[1])
          if unsafe stands(piece + left, right - left, available - left, border - left, &work) {
            break
          }
        }
        if start == 0, let first, unsafe current.ids[0] != first { return .otherFirst }
        let fits = border + window <= count
        let same = unsafe fits && PieceHash.equal(piece + start, piece + border, window)
        repeated = same ? kept : 0
        keep(current, kept, &work)
        start = border
        swap(&current, &next)
      }
      if start == 0, let first, unsafe current.ids[0] != first { return .otherFirst }
      keep(current, current.count, &work)
      return .done
    }
  }

  private func keep(_ parts: PartList, _ count: Int, _ work: inout Workspace) {
    work.reserve(count)
    for place in 0..<count { unsafe work.append(parts.ids[place]) }
  }

  /// Whether the encoding of some bytes is two tokens that meet at a border.
  private func stands(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ available: Int, _ border: Int,
    _ work: inout Workspace
  ) -> Bool {
    let words = PartList.words(forBytes: count)
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: words) { memory in
      guard let base = memory.baseAddress else { return false }
      var parts = unsafe PartList(base, bytes: count)
      unsafe merge(bytes, count, available, &parts, &work)
      return unsafe parts.count == 2 && Int(parts.starts[1]) == border
    }
  }

  /// Merges a piece by the definition, or by what is equal to it.
  private func merge(
    _ piece: UnsafePointer<UInt8>, _ count: Int, _ available: Int, _ parts: inout PartList,
    _ work: inout Workspace
  ) {
    if count <= SmallMerge.longestPiece, let merging {
      parts.count = unsafe merging.merge(
        piece, count, available: available, memory: work.merging, into: parts.ids,
        starts: parts.starts)
      unsafe parts.starts[parts.count] = UInt32(truncatingIfNeeded: count)
    } else {
      unsafe parts.merge(piece, count, packed)
    }
  }
}
