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
  func mergeLongPiece(
    _ piece: UnsafePointer<UInt8>, _ count: Int, into tokens: inout [TokenID]
  ) {
    var window = 128
    while true {
      if count <= window {
        unsafe appendMerged(piece, count, into: &tokens)
        return
      }
      let first = tokens.count
      if unsafe mergeInWindows(piece, count, window: window, into: &tokens) { return }
      tokens.removeSubrange(first...)
      window *= 4
    }
  }

  /// Appends the tokens of a piece by windows.
  ///
  /// - Returns: Whether every border stood the test; if not, what was appended is to be dropped.
  private func mergeInWindows(
    _ piece: UnsafePointer<UInt8>, _ count: Int, window: Int, into tokens: inout [TokenID]
  ) -> Bool {
    let words = PartList.words(forBytes: window)
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * words) { memory in
      guard let base = memory.baseAddress else { return false }
      var current = unsafe PartList(base, bytes: window)
      var next = unsafe PartList(base + words, bytes: window)
      var start = 0
      unsafe merge(piece, min(window, count), &current)
      while start + window < count {
        // The parts before `kept` stay; the border is moved left until it stands.
        var kept = current.count - 1
        while true {
          kept -= 1
          guard kept > 0 else { return false }
          let border = unsafe start + Int(current.starts[kept])
          unsafe merge(piece + border, min(window, count - border), &next)
          let left = unsafe start + Int(current.starts[kept - 1])
          let right = unsafe border + Int(next.starts[1])
          if unsafe standsAlone(piece + left, right - left, border: border - left) { break }
        }
        for place in 0..<kept { unsafe tokens.append(current.ids[place]) }
        unsafe start += Int(current.starts[kept])
        swap(&current, &next)
      }
      for place in 0..<current.count { unsafe tokens.append(current.ids[place]) }
      return true
    }
  }

  /// Whether the encoding of some bytes is two tokens that meet at a border.
  private func standsAlone(_ bytes: UnsafePointer<UInt8>, _ count: Int, border: Int) -> Bool {
    let words = PartList.words(forBytes: count)
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: words) { memory in
      guard let base = memory.baseAddress else { return false }
      var parts = unsafe PartList(base, bytes: count)
      unsafe merge(bytes, count, &parts)
      return unsafe parts.count == 2 && Int(parts.starts[1]) == border
    }
  }

  /// Appends the tokens of a piece by plain merging.
  private func appendMerged(
    _ piece: UnsafePointer<UInt8>, _ count: Int, into tokens: inout [TokenID]
  ) {
    let words = PartList.words(forBytes: count)
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: words) { memory in
      guard let base = memory.baseAddress else { return }
      var parts = unsafe PartList(base, bytes: count)
      unsafe merge(piece, count, &parts)
      for place in 0..<parts.count { unsafe tokens.append(parts.ids[place]) }
    }
  }

  /// Merges a piece by the definition.
  ///
  /// - Complexity: O(*n*²), of which the quadratic part is a search of 32-bit words.
  func merge(_ piece: UnsafePointer<UInt8>, _ count: Int, _ parts: inout PartList) {
    parts.count = 0
    for place in 0..<count {
      // Every byte is a token of a complete vocabulary; what an incomplete one lacks is dropped.
      guard let id = unsafe packed.id(of: piece + place, 1, available: 1, in: packed.table) else {
        continue
      }
      unsafe parts.starts[parts.count] = UInt32(truncatingIfNeeded: place)
      unsafe parts.ids[parts.count] = id
      parts.count += 1
    }
    unsafe parts.starts[parts.count] = UInt32(truncatingIfNeeded: count)
    for place in 0..<parts.count { unsafe renew(place, &parts, piece, count) }
    while let place = parts.lowest() {
      parts.join(place)
      unsafe renew(place, &parts, piece, count)
      if place > 0 { unsafe renew(place - 1, &parts, piece, count) }
    }
  }

  /// Finds the merge of a part with the next.
  @inline(__always)
  private func renew(
    _ place: Int, _ parts: inout PartList, _ piece: UnsafePointer<UInt8>, _ count: Int
  ) {
    unsafe parts.ranks[place] = PartList.noMerge
    guard place &+ 1 < parts.count else { return }
    if packed.scheme == .merges {
      guard let merge = unsafe rankedMerge(parts.ids[place], parts.ids[place + 1]) else { return }
      unsafe parts.ranks[place] = merge.rank
      unsafe parts.merged[place] = merge.merged
      return
    }
    let start = unsafe Int(parts.starts[place])
    let length = unsafe Int(parts.starts[place + 2]) &- start
    guard length <= packed.longestToken,
      let id = unsafe packed.id(
        of: piece + start, length, available: count &- start, in: packed.table)
    else { return }
    unsafe parts.ranks[place] = id
    unsafe parts.merged[place] = id
  }
}
