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
      if packed.wholePieceFirst,
        let id = unsafe packed.id(
          of: base, buffer.count, available: buffer.count, in: packed.table)
      {
        tokens.append(id)
        return
      }
      workspaces.withWorkspace { work in
        unsafe append(base, buffer.count, available: buffer.count, &work)
        unsafe tokens.append(contentsOf: work.tokens(from: 0))
      }
    }
  }

  /// Whether any two tokens merge whose bytes together are a token, with its id for a rank.
  package var mergesByRank: Bool { packed.scheme == .ranks }

  /// Whether ``halves(of:)`` knows the tokens.
  package var knowsHalves: Bool { packed.halvesCount > 0 }

  /// The halves of a token's last merge, the token itself twice for a single byte; nil where the
  /// encoder never makes the token.
  ///
  /// - Precondition: ``knowsHalves``.
  package func halves(of id: TokenID) -> (left: TokenID, right: TokenID)? {
    guard id < packed.halvesCount else { return nil }
    let halves = unsafe packed.halves[Int(id)]
    return halves.x == .max ? nil : (halves.x, halves.y)
  }

  /// The merge of two tokens and its rank.
  package func rankedMerge(_ left: TokenID, _ right: TokenID) -> (merged: TokenID, rank: UInt32)? {
    switch packed.scheme {
    case .merges: return packed.merge(left, right)
    case .ranks, .wordPieces:
      let (leftStart, leftCount) = packed.extent(of: left)
      let (rightStart, rightCount) = packed.extent(of: right)
      let count = leftCount + rightCount
      guard leftCount > 0, rightCount > 0, count <= packed.longestToken else { return nil }
      return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 8) { buffer in
        guard let bytes = buffer.baseAddress else { return nil }
        unsafe bytes.initialize(from: packed.blob + leftStart, count: leftCount)
        unsafe (bytes + leftCount).initialize(from: packed.blob + rightStart, count: rightCount)
        return unsafe packed.improbableID(of: bytes, count, available: count, in: packed.table)
          .map { ($0, $0) }
      }
    }
  }
}
