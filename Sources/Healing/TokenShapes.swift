/// Sorts tokens by what a pretokenizer can tell of them.
///
/// Whether a piece may end with a token, or go on after it, depends on the classes of its characters
/// only. Fifty thousand tokens have a few thousand shapes, so the question is asked once a shape.
struct TokenShapes: Sendable {
  /// For each token the number of its shape; -1 if it cannot begin between two characters.
  private(set) var ofToken: [Int32] = []
  /// For each token the shape of its first character; 0 if it cannot begin between two characters.
  private(set) var first: [UInt8] = []
  /// The number of shapes.
  private(set) var count = 0
  private var known: [[UInt8]: Int32] = [:]

  /// Adds the next token.
  mutating func append(_ bytes: Span<UInt8>, isText: Bool) {
    guard isText, !bytes.isEmpty else {
      ofToken.append(-1)
      first.append(0)
      return
    }
    let shape = Self.shape(of: bytes)
    first.append(shape[0])
    if let number = known[shape] {
      ofToken.append(number)
    } else {
      known[shape] = Int32(count)
      ofToken.append(Int32(count))
      count += 1
    }
  }

  /// Drops what only ``append(_:isText:)`` needs.
  mutating func finish() { known = [:] }

  /// The shape of the first character of a text; 0 if it is empty or unfinished.
  static func firstShape(of bytes: [UInt8]) -> UInt8 { shape(of: bytes.span).first ?? 0 }

  /// The shape of the beginning of a piece: what stands before a piece says nothing about it.
  static func shape(ofPiece bytes: Span<UInt8>) -> [UInt8] { shape(of: bytes, sinceApostrophe: 2) }

  /// Characters of a run that are kept: pretokenizers count digits to three.
  private static let kept = 4

  /// The shapes of the characters, with runs shortened and unfinished bytes as they are.
  private static func shape(of bytes: Span<UInt8>, sinceApostrophe: Int = 0) -> [UInt8] {
    var shape: [UInt8] = []
    var reader = CharacterReader()
    // Letters count one by one where they may belong to a contraction: at the beginning, where the
    // text before may end in an apostrophe, and after an apostrophe.
    var sinceApostrophe = sinceApostrophe
    var run = 0
    while let (scalar, length) = reader.next(in: bytes) {
      guard let scalar else {
        shape.append(0)
        for offset in reader.offset - length..<reader.offset { shape.append(bytes[offset]) }
        break
      }
      let named = CharacterShape.of(scalar)
      let isLetter = CharacterShape.isLetter(scalar)
      let code = isLetter && sinceApostrophe >= 2 ? CharacterShape.broadly(scalar) : named
      sinceApostrophe = named == UInt8(ascii: "'") ? 0 : sinceApostrophe + 1
      run = shape.last == code ? run + 1 : 1
      if run <= kept { shape.append(code) }
    }
    return shape
  }
}
