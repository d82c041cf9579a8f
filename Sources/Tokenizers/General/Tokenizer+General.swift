extension Tokenizer {
  /// Whether a text takes the general path: a pattern that nobody wrote by hand, or a text that
  /// normalization may change.
  func needsGeneralPath(_ text: Span<UInt8>) -> Bool {
    guard let path = storage.path else { return false }
    return unsafe path.pretokenizer == nil
      || text.withUnsafeBufferPointer { unsafe !path.leavesAlone($0) }
  }

  /// Hands over the tokens of a text and the bytes that each stands for.
  func encodeGenerally(
    _ text: Span<UInt8>, _ handling: SpecialTokenHandling, _ vocabulary: BytePairVocabulary,
    _ emit: (TokenID, Range<Int>) -> Void
  ) {
    let path = storage.path ?? GeneralPath(cuts: [.pieces(pretokenizer)])
    vocabulary.workspaces.withWorkspace { work in
      unsafe forEachSegment(of: text, handling) { buffer, segment in
        unsafe path.forEachPiece(buffer, segment) { bytes, sources in
          work.count = 0
          unsafe bytes.withUnsafeBufferPointer { piece in
            guard let base = piece.baseAddress else { return }
            unsafe vocabulary.append(base, piece.count, available: piece.count, &work)
          }
          var place = sources.startIndex
          for id in unsafe Array(work.tokens(from: 0)) {
            let end = min(place + vocabulary.length(of: id), sources.endIndex)
            guard place < end else { break }
            emit(id, sources[place].lowerBound..<sources[end - 1].upperBound)
            place = end
          }
        }
      } special: { id, range in
        emit(id, range)
      }
    }
  }
}
