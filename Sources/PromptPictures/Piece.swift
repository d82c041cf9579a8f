/// A stretch of the text that is painted in one go: a token, or what stands between tokens.
struct Piece: Equatable {
  var range: Range<Int>
  /// The tokens that stand for it, by their places in the panel; empty for text of no token.
  var tokens: Range<Int>
  /// How many pieces with tokens stand before it; decides the colour.
  var number: Int

  /// Cuts a part of the text into pieces: each of its bytes is in exactly one of them.
  ///
  /// Tokens that share their bytes share a piece; one without bytes has an empty piece.
  ///
  /// - Parameters:
  ///   - tokens: With starts that only grow.
  ///   - part: What is wanted of the text.
  /// - Returns: Pieces in order.
  /// - Complexity: linear in the tokens.
  static func pieces(of tokens: [PictureToken], in part: Range<Int>) -> [Piece] {
    var pieces: [Piece] = []
    var end = part.lowerBound
    var number = 0
    for (index, token) in tokens.enumerated() {
      let isIn =
        token.range.isEmpty
        ? part.contains(token.range.lowerBound) || token.range.lowerBound == part.upperBound
        : token.range.overlaps(part)
      guard isIn else {
        number += 1
        continue
      }
      let range = token.range.clamped(to: part)
      if end < range.lowerBound {
        pieces.append(Piece(range: end..<range.lowerBound, tokens: index..<index, number: number))
        end = range.lowerBound
      }
      if range.upperBound <= end, !range.isEmpty, let last = pieces.indices.last,
        !pieces[last].tokens.isEmpty
      {
        pieces[last].tokens = pieces[last].tokens.lowerBound..<index + 1
        continue
      }
      pieces.append(
        Piece(
          range: min(end, range.upperBound)..<range.upperBound, tokens: index..<index + 1,
          number: number))
      if !range.isEmpty { pieces[pieces.count - 1].range = end..<range.upperBound }
      end = max(end, range.upperBound)
      number += 1
    }
    if end < part.upperBound {
      pieces.append(
        Piece(range: end..<part.upperBound, tokens: tokens.count..<tokens.count, number: number))
    }
    return pieces
  }
}
