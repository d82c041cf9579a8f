import UnicodeTables

/// Where a text can be cut for BERT without changing its tokens.
///
/// A piece is a run of white space, a character that stands alone, or a run of others with what BERT
/// removes among them. (Unlike for byte pairs, the tokens are made by ``WordAssembler`` in one go.)
enum BERTPieces: PieceScanner {
  private enum Kind { case space, isolated, word }

  static func endOfPiece(_ text: Scanner, from start: Int) -> Int {
    let (kind, length) = kind(text, start)
    var place = start &+ length
    if kind == .isolated { return place }
    while place < text.end {
      let next = self.kind(text, place)
      guard next.kind == kind else { break }
      place &+= next.length
    }
    return place
  }

  private static func kind(_ text: Scanner, _ place: Int) -> (kind: Kind, length: Int) {
    let decoded = unsafe UTF8Decoding.decode(text.bytes + place, count: text.end &- place)
    // Ill-formed bytes are removed, and so part no word.
    guard decoded.isWellFormed else { return (.word, decoded.length) }
    let normalization = BERTNormalization.uncased
    let entry = normalization.entry(of: decoded.scalar)
    switch entry {
    case BERTNormalization.space: return (.space, decoded.length)
    case BERTNormalization.isolated: return (.isolated, decoded.length)
    case BERTNormalization.same, BERTNormalization.removed: return (.word, decoded.length)
    default:
      let target = Int(entry &- BERTNormalization.firstMapped)
      let isolated = unsafe normalization.isolatedTargets[target] == 1
      return (isolated ? .isolated : .word, decoded.length)
    }
  }
}
