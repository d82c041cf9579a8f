/// Something that cuts text into pieces, one at a time, without looking back.
protocol PieceScanner {
  /// Where the piece ends that begins at a place before the end of the haystack.
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int
}

/// How a tokenizer cuts text into the pieces that it encodes one by one.
///
/// No piece depends on what stands before it, so that scanning can start at any piece boundary.
package enum Pretokenizer: Sendable, Equatable {
  /// GPT-2, r50k and p50k.
  case gpt2

  /// Finds the end of the piece that begins at a boundary.
  ///
  /// Bytes that are no UTF-8 are pieces of their own, a maximal ill-formed subsequence each; what
  /// stands before them is cut as though the text ended there.
  ///
  /// - Parameters:
  ///   - text: The haystack, whose end counts as the end of the text.
  ///   - start: A piece boundary, `0 <= start < text.count`.
  /// - Returns: The end of the piece, above `start`.
  /// - Complexity: O(*n*) in the bytes of the piece and of a white-space run after it.
  package func endOfPiece(in text: Span<UInt8>, from start: Int) -> Int {
    precondition(start >= 0 && start < text.count, "no piece begins at \(start)")
    return unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return start }
      let scanner = unsafe Scanner(bytes: base, end: buffer.count)
      return switch self {
      case .gpt2: GPT2Pieces.endOfPiece(scanner, from: start)
      }
    }
  }
}
