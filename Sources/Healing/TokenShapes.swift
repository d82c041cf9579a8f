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
  /// Short shapes, packed into two words with their lengths, and longer ones.
  private var known: [SIMD2<UInt64>: Int32] = [:]
  private var knownLong: [[UInt8]: Int32] = [:]
  private var scratch: [UInt8] = []

  /// Begins with no tokens.
  init(capacity: Int) {
    ofToken.reserveCapacity(capacity)
    first.reserveCapacity(capacity)
  }

  /// Adds the next token.
  mutating func append(_ bytes: Span<UInt8>, isText: Bool) {
    guard isText, !bytes.isEmpty else {
      ofToken.append(-1)
      first.append(0)
      return
    }
    Self.find(&scratch, of: bytes)
    first.append(scratch[0])
    ofToken.append(number(of: scratch))
  }

  /// The number of a shape, a new one where it was not seen before.
  private mutating func number(of shape: [UInt8]) -> Int32 {
    let next = Int32(count)
    let number: Int32
    if shape.count < 16 {
      var key = SIMD2<UInt64>(0, UInt64(shape.count) << 56)
      for (place, code) in shape.enumerated() {
        key[place >> 3] |= UInt64(code) << UInt64(8 * (place & 7))
      }
      number = known[key, default: next]
      if number == next { known[key] = next }
    } else {
      number = knownLong[shape, default: next]
      if number == next { knownLong[shape] = next }
    }
    if number == next { count += 1 }
    return number
  }

  /// Drops what only ``append(_:isText:)`` needs.
  mutating func finish() { (known, knownLong, scratch) = ([:], [:], []) }

  /// The shape of the first character of a text; 0 if it is empty or unfinished.
  static func firstShape(of bytes: [UInt8]) -> UInt8 { shape(of: bytes.span).first ?? 0 }

  /// The shape of the beginning of a piece: what stands before a piece says nothing about it.
  static func shape(ofPiece bytes: Span<UInt8>) -> [UInt8] { shape(of: bytes, sinceApostrophe: 2) }

  /// Characters of a run that are kept: pretokenizers count digits to three.
  private static let kept = 4

  /// The shapes of the characters, with runs shortened and unfinished bytes as they are.
  private static func shape(of bytes: Span<UInt8>, sinceApostrophe: Int = 0) -> [UInt8] {
    var shape: [UInt8] = []
    find(&shape, of: bytes, sinceApostrophe: sinceApostrophe)
    return shape
  }

  private static func find(
    _ shape: inout [UInt8], of bytes: Span<UInt8>, sinceApostrophe: Int = 0
  ) {
    shape.removeAll(keepingCapacity: true)
    var reader = CharacterReader()
    // Letters count one by one where they may belong to a contraction: at the beginning, where the
    // text before may end in an apostrophe, and after an apostrophe.
    var sinceApostrophe = sinceApostrophe
    var (run, last) = (0, UInt8(0))
    while let (scalar, length) = reader.next(in: bytes) {
      guard let scalar else {
        shape.append(0)
        for offset in reader.offset - length..<reader.offset { shape.append(bytes[offset]) }
        break
      }
      let shapes = CharacterShape.both(scalar)
      let isLetter = shapes.broad >= CharacterShape.firstLetter
      let code = isLetter && sinceApostrophe >= 2 ? shapes.broad : shapes.named
      sinceApostrophe = scalar == 0x27 ? 0 : sinceApostrophe + 1
      run = last == code ? run + 1 : 1
      last = code
      if run <= kept { shape.append(code) }
    }
  }
}
