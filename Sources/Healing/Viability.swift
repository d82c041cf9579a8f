import Tokenizers

/// Decides whether some text goes on so that its encoding has a given token in it.
///
/// A token stands in the encoding of a text if the pretokenizer may end the piece with it, or if it
/// may go on and another token may follow it there. Whether the token may follow the ones before it
/// in its piece is ``Derivations``' question and was asked before.
struct Viability {
  private let index: VocabularyIndex
  private let pretokenizer: Pretokenizer
  /// The bytes before the token, from the beginning of a piece, and then the token's.
  private var text: [UInt8] = []
  /// How many of ``text`` stand before the token.
  private var prefixCount = 0
  /// Bytes of an unfinished character at the end of the prefix.
  private var unfinished = 0
  private var scenario = Scenario(closed: [])
  private var answers: [Answer] = []
  private var finishing: [[UInt8]: [[UInt8]]] = [:]

  /// How many tokens more may be needed to finish a character or a contraction.
  private static let deepest = 4

  init(_ index: VocabularyIndex, _ pretokenizer: Pretokenizer) {
    (self.index, self.pretokenizer) = (index, pretokenizer)
  }

  /// Sets what stands before the tokens asked about.
  ///
  /// - Parameters:
  ///   - prefix: Bytes from the beginning of a piece.
  ///   - scenario: Where the pieces end that are finished in it.
  mutating func setPrefix(_ prefix: ArraySlice<UInt8>, _ scenario: Scenario) {
    text = Array(prefix)
    prefixCount = prefix.count
    self.scenario = scenario
    answers = Array(repeating: .unknown, count: index.shapes.count)
    unfinished = (try? UnfinishedCharacter.length(in: text.span)) ?? 0
  }

  /// The places in ``VocabularyIndex/order`` of the tokens that may stand after the prefix.
  ///
  /// - Parameters:
  ///   - range: The places to look at.
  ///   - neighbour: The token before, where it is of the same piece.
  /// - Returns: Ascending.
  mutating func places(in range: Range<Int>, after neighbour: TokenID?) -> [Int] {
    var places: [Int] = []
    for place in range {
      let token = index.order[place]
      if unfinished == 0 {
        // Most tokens fall here, before the walk along derivations.
        let shape = index.shapes.ofToken[Int(token)]
        if shape < 0 || answers[Int(shape)] == .impossible { continue }
      }
      if let neighbour, !index.derivations.mayMeet(neighbour, token) { continue }
      if isViable(token) { places.append(place) }
    }
    return places
  }

  /// Whether some text has the prefix, then `token`, and the scenario's cuts.
  mutating func isViable(_ token: TokenID) -> Bool {
    let shape = Int(index.shapes.ofToken[Int(token)])
    guard unfinished == 0 else { return isViable(token, after: unfinished, depth: 0) }
    if shape < 0 { return false }
    if answers[shape] == .unknown { answers[shape] = answer(for: token) }
    switch answers[shape] {
    case .unknown, .impossible: return false
    case .mayEnd: return true
    case .mustGoOn: return isViable(token, after: 0, depth: 0)
    }
  }

  /// What the pretokenizer says of a shape.
  private enum Answer: UInt8 {
    case unknown, impossible, mustGoOn, mayEnd
  }

  /// Asks the pretokenizer about a token after the prefix.
  private mutating func answer(for token: TokenID) -> Answer {
    text.append(contentsOf: index.bytes(of: token))
    defer { text.removeLast(text.count - prefixCount) }
    let rest = Int(index.endings[Int(token)])
    let end = text.count
    var answer = Answer.impossible
    for continuation in continuations(after: rest) {
      text.append(contentsOf: continuation)
      let pieceEnd = scenario.endOfOpenPiece(in: text.span, pretokenizer)
      text.removeLast(continuation.count)
      guard let pieceEnd, pieceEnd >= end else { continue }
      if pieceEnd == end { return .mayEnd }
      answer = .mustGoOn
    }
    return answer
  }

  /// The full question, after what ``text`` holds now.
  private mutating func isViable(
    _ token: TokenID, after unfinished: Int, depth: Int
  ) -> Bool {
    guard let rest = ending(of: token, after: unfinished) else { return false }
    let start = text.count
    text.append(contentsOf: index.bytes(of: token))
    defer { text.removeLast(text.count - start) }
    let end = text.count
    var firstShapes: Set<UInt8> = []
    for continuation in continuations(after: rest) {
      text.append(contentsOf: continuation)
      let pieceEnd = scenario.endOfOpenPiece(in: text.span, pretokenizer)
      text.removeLast(continuation.count)
      guard let pieceEnd, pieceEnd >= end else { continue }
      if pieceEnd == end { return true }
      // The piece may go on with these bytes; their own encoding is the likeliest second half.
      if rest == 0, let next = firstToken(of: continuation[..<(pieceEnd - end)]),
        index.derivations.mayMeet(token, next)
      {
        return true
      }
      firstShapes.insert(rest == 0 ? TokenShapes.firstShape(of: continuation) : 0)
    }
    guard !firstShapes.isEmpty && depth < Self.deepest else { return false }
    for position in candidates(after: rest) {
      let next = index.order[position]
      if rest == 0 && !firstShapes.contains(index.shapes.first[Int(next)]) { continue }
      guard index.derivations.mayMeet(token, next) else { continue }
      if isViable(next, after: rest, depth: depth + 1) { return true }
    }
    return false
  }

  private mutating func continuations(after unfinished: Int) -> [[UInt8]] {
    guard unfinished > 0 else { return Continuations.brief }
    let bytes = Array(text.suffix(unfinished))
    if let known = finishing[bytes] { return known }
    let found = Continuations.finishing(bytes[...])
    finishing[bytes] = found
    return found
  }

  /// Where in ``VocabularyIndex/order`` the tokens are that may come next.
  private func candidates(after unfinished: Int) -> Range<Int> {
    unfinished == 0
      ? 0..<index.order.count : index.firstByte[0x80]..<index.firstByte[0xC0]
  }

  /// How many bytes of an unfinished character there are after a token; nil if it makes no text.
  private func ending(of token: TokenID, after unfinished: Int) -> Int? {
    if unfinished == 0 {
      let ending = index.endings[Int(token)]
      return ending == VocabularyIndex.notText ? nil : Int(ending)
    }
    var state = CharacterState()
    for byte in text.suffix(unfinished) + index.bytes(of: token) where !state.take(byte) {
      return nil
    }
    return state.read
  }

  /// The first token of a short piece's encoding.
  private func firstToken(of bytes: ArraySlice<UInt8>) -> TokenID? {
    let piece = Array(bytes)
    let prefixes = PrefixEncodings(of: piece.span, from: 1, in: index)
    guard prefixes.isSpelled(piece.count) else { return nil }
    return prefixes.encoding(ofPrefix: piece.count).first
  }
}
