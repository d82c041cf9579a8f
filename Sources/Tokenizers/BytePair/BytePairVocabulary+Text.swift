extension BytePairVocabulary {
  /// Appends the tokens of a segment of a text.
  ///
  /// - Parameters:
  ///   - pieces: How the segment is cut.
  ///   - text: The text, up to the end of the segment.
  ///   - start: Where the segment begins.
  ///   - readable: Where the readable bytes end, which may be after the segment.
  ///   - work: Receives the tokens.
  @inline(__always)
  func encode<Pieces: PieceScanner>(
    _ pieces: Pieces.Type, _ text: Scanner, from start: Int, readable: Int,
    _ work: inout Workspace
  ) {
    var start = start
    while start < text.end {
      let end = Pieces.endOfPiece(text, from: start)
      if end == start &+ 1, unsafe text.bytes[start] >= 0x80 {
        // A byte that is no text: nothing to merge.
        appendByte(unsafe text.bytes[start], &work)
        start = end
        continue
      }
      unsafe append(text.bytes + start, end &- start, available: readable &- start, &work)
      start = end
    }
  }

  /// Appends the token of a single byte.
  ///
  /// What an incomplete vocabulary lacks is dropped.
  @inline(__always)
  private func appendByte(_ byte: UInt8, _ work: inout Workspace) {
    work.reserve(1)
    let id = unsafe packed.byteTokens[Int(byte)]
    if id != UInt32.max { work.append(id) }
  }

  /// Appends the tokens of a piece.
  @inline(__always)
  func append(
    _ piece: UnsafePointer<UInt8>, _ count: Int, available: Int, _ work: inout Workspace
  ) {
    work.reserve(PieceCache.mostTokens)
    guard count <= ShortPieceCache.longestPiece, available >= 16 else {
      unsafe lookUp(piece, count, available: available, &work)
      return
    }
    let key = unsafe ShortPieceCache.Key(piece, count)
    if work.appendKnown(key) { return }
    unsafe appendUnknown(key, piece, count, available, &work)
  }

  /// Appends the tokens of a short piece that was not met lately.
  @inline(never)
  private func appendUnknown(
    _ key: ShortPieceCache.Key, _ piece: UnsafePointer<UInt8>, _ count: Int, _ available: Int,
    _ work: inout Workspace
  ) {
    work.reserve(count)
    let first = work.count
    unsafe lookUp(piece, count, available: available, &work)
    work.remember(key, tokensFrom: first)
  }

  /// Appends the tokens of a piece.
  @inline(__always)
  private func lookUp(
    _ piece: UnsafePointer<UInt8>, _ count: Int, available: Int, _ work: inout Workspace
  ) {
    let key = unsafe PieceHash.key(piece, count, available: available)
    if packed.wholePieceFirst,
      let id = unsafe packed.improbableID(key, piece, count, in: packed.table)
    {
      work.append(id)
    } else {
      unsafe split(key, piece, count, available, &work)
    }
  }

  /// Appends the tokens of a piece that is no token.
  @inline(never)
  private func split(
    _ key: UInt64, _ piece: UnsafePointer<UInt8>, _ count: Int, _ available: Int,
    _ work: inout Workspace
  ) {
    let isCached = count <= PieceCache.longestPiece
    if isCached {
      let found = unsafe work.cache.tokens(key, piece, count, into: work.tokens + work.count)
      if found > 0 {
        work.count &+= found
        return
      }
    }
    work.reserve(count)
    let first = work.count
    if count <= SmallMerge.longestPiece, let merging {
      work.count &+= unsafe merging.merge(
        piece, count, available: available, memory: work.merging, into: work.tokens + first)
    } else {
      unsafe mergeLongPiece(piece, count, available: available, &work)
    }
    // What the cache of short pieces takes has no need of a second place.
    let isShort =
      count <= ShortPieceCache.longestPiece && work.count &- first <= ShortPieceCache.mostTokens
    if isCached, !isShort {
      unsafe work.cache.insert(key, piece, count, work.tokens + first, work.count &- first)
    }
  }
}
