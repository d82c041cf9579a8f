import Tokenizers

extension BytePairVocabulary {
  /// The tokens of a piece as they are defined: the whole piece, if it is a token and that is asked
  /// for; else the lowest rank merges first, the leftmost of equals.
  func mergedAsDefined(_ piece: [UInt8], wholePieceFirst: Bool = true) -> [TokenID] {
    if wholePieceFirst, let id = token(for: piece.span) { return [id] }
    var parts = piece.map { [$0] }
    while true {
      var best: (rank: TokenID, place: Int)?
      for place in 0..<max(parts.count - 1, 0) {
        let pair = parts[place] + parts[place + 1]
        guard let rank = token(for: pair.span) else { continue }
        if best.map({ rank < $0.rank }) ?? true { best = (rank, place) }
      }
      guard let best else { break }
      parts[best.place] += parts.remove(at: best.place + 1)
    }
    return parts.compactMap { token(for: $0.span) }
  }
}
