extension BytePairVocabulary {
  /// Appends the tokens of one piece.
  ///
  /// The result is defined by one sentence: while some adjacent pair of parts may merge, merge the
  /// pair whose merge has the lowest rank, the leftmost of equals first. Where the vocabulary says
  /// so (all of OpenAI's do) a piece that is a token is that token.
  ///
  /// - Parameters:
  ///   - piece: The bytes of the piece; may be empty.
  ///   - tokens: Receives the tokens, left to right.
  ///
  /// Source: Sennrich et al. 2016, arXiv:1508.07909; ties as in tiktoken's `byte_pair_merge`.
  package func encode(piece: Span<UInt8>, into tokens: inout [TokenID]) {
    unsafe piece.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, buffer.count > 0 else { return }
      unsafe appendTokens(base, buffer.count, available: buffer.count, into: &tokens)
    }
  }

  /// The merge of two tokens and its rank.
  package func rankedMerge(_ left: TokenID, _ right: TokenID) -> (merged: TokenID, rank: UInt32)? {
    switch packed.scheme {
    case .merges:
      let key = UInt64(left) << 32 | UInt64(right)
      let slot = packed.second.slot(for: key)
      guard slot.key == key, slot.value != 0 else { return nil }
      return (slot.value & 0xFF_FFFF, slot.extra)
    case .ranks, .wordPieces:
      let (leftStart, leftCount) = packed.extent(of: left)
      let (rightStart, rightCount) = packed.extent(of: right)
      let count = leftCount + rightCount
      guard leftCount > 0, rightCount > 0, count <= packed.longestToken else { return nil }
      return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 8) { buffer in
        guard let bytes = buffer.baseAddress else { return nil }
        unsafe bytes.initialize(from: packed.blob + leftStart, count: leftCount)
        unsafe (bytes + leftCount).initialize(from: packed.blob + rightStart, count: rightCount)
        return unsafe packed.id(of: bytes, count, available: count, in: packed.table)
          .map { ($0, $0) }
      }
    }
  }

  @inline(__always)
  func appendTokens(
    _ piece: UnsafePointer<UInt8>, _ count: Int, available: Int, into tokens: inout [TokenID]
  ) {
    if packed.wholePieceFirst,
      let id = unsafe packed.id(of: piece, count, available: available, in: packed.table)
    {
      tokens.append(id)
      return
    }
    unsafe mergeLongPiece(piece, count, into: &tokens)
  }
}
