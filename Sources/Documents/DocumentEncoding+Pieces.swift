import Text
import Tokenizers

extension DocumentEncoding {
  /// The piece around an offset: what the pretokenizer gives the encoder as one.
  ///
  /// - Returns: Nil where no character begins at or reaches over the offset.
  /// - Complexity: O(log *n* + *m*) for the *m* bytes between the nearest firm boundaries.
  package func piece(at offset: Int) -> Range<Int>? {
    guard offset < text.byteCount else { return nil }
    let around = offset..<offset + 1
    let window = tokenizer.keepsFirmBoundaries ? text.window(around: around) : text.wholeWindow
    var start = 0
    while start < window.bytes.count {
      let end = tokenizer.pretokenizer.endOfPiece(in: window.bytes.span, from: start)
      let piece = window.range.lowerBound + start..<window.range.lowerBound + end
      if piece.contains(offset) { return piece }
      start = end
    }
    return nil
  }
}
