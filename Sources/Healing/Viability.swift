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
  private let fresh: [Answer]
  private let cache: AnswerCache?
  /// What the prefix looks like; empty where answers are not kept.
  private var key: [UInt8] = []
  private var answers: [Answer] = []
  /// For the shapes of first characters whether the piece or a new one may have them next.
  private var firstAnswers: [Bool?] = []
  private var finishing: [[UInt8]: [[UInt8]]] = [:]

  /// How many tokens more may be needed to finish a character or a contraction.
  private static let deepest = 4

  /// Begins with no prefix.
  ///
  /// - Parameters:
  ///   - index: The vocabulary.
  ///   - pretokenizer: The cutter.
  ///   - fresh: What ``freshAnswers(_:_:)`` gave.
  ///   - cache: Where answers are kept; nil for nowhere.
  init(
    _ index: VocabularyIndex, _ pretokenizer: Pretokenizer, fresh: [Answer], cache: AnswerCache?
  ) {
    (self.index, self.pretokenizer, self.fresh) = (index, pretokenizer, fresh)
    self.cache = cache
  }

  /// The answers for all shapes at the beginning of a text.
  ///
  /// A token that cannot begin a text cannot begin a piece anywhere.
  static func freshAnswers(_ index: VocabularyIndex, _ pretokenizer: Pretokenizer) -> [Answer] {
    let unknown = [Answer](repeating: .unknown, count: index.shapes.count)
    var viability = Viability(index, pretokenizer, fresh: unknown, cache: nil)
    viability.setPrefix([], Scenario(closed: []))
    for token in index.order {
      let shape = Int(index.shapes.ofToken[Int(token)])
      guard shape >= 0, viability.answers[shape] == .unknown else { continue }
      viability.answers[shape] = viability.answer(for: token)
    }
    return viability.answers
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
    unfinished = (try? UnfinishedCharacter.length(in: text.span)) ?? 0
    // Where a contraction may have begun, single letters matter and not shapes.
    let isPlain = unfinished == 0 && !text.contains(UInt8(ascii: "'"))
    key = isPlain ? AnswerCache.key(of: text.span, scenario) : []
    if let cache, !key.isEmpty, let entry = cache.entry(for: key) {
      (answers, firstAnswers) = (entry.answers, entry.first)
      return
    }
    firstAnswers = Array(repeating: nil, count: 256)
    if prefix.isEmpty && scenario.closed.isEmpty {
      answers = fresh
    } else if scenario.open == prefix.count {
      answers = fresh.map { $0 == .impossible ? .impossible : .unknown }
    } else {
      answers = Array(repeating: .unknown, count: index.shapes.count)
    }
  }

  /// The places of a range of ``VocabularyIndex/order`` whose tokens may stand after the prefix, from
  /// the cache if it was asked before.
  mutating func places(in range: Range<Int>, after neighbour: TokenID?) -> PlaceRuns {
    guard let cache, !key.isEmpty, range.count >= Self.leastCached else {
      return askedPlaces(in: range, after: neighbour)
    }
    let question = AnswerCache.Question(prefix: key, range: range, neighbour: neighbour)
    if let known = cache.places(for: question) { return known }
    let places = askedPlaces(in: range, after: neighbour)
    cache.keep(places, for: question)
    return places
  }

  /// Fewer tokens are asked about faster than kept.
  private static let leastCached = 64

  /// The places of a range of ``VocabularyIndex/order`` whose tokens may stand after the prefix.
  ///
  /// - Parameters:
  ///   - range: The places to look at.
  ///   - neighbour: The token before, where it is of the same piece.
  /// - Returns: Those that may.
  private mutating func askedPlaces(in range: Range<Int>, after neighbour: TokenID?) -> PlaceRuns {
    var places = PlaceRuns()
    var seam = neighbour.map { SeamTests($0, index.derivations, count: range.count) }
    for place in range where mayStand(index.order[place], &seam) { places.append(place) }
    keepAnswers()
    return places
  }

  /// Marks those of some places whose tokens may stand after the prefix.
  mutating func mark(_ places: [Int], after neighbour: TokenID?, _ marks: inout [Bool]) {
    var seam = neighbour.map { SeamTests($0, index.derivations, count: places.count) }
    for (number, place) in places.enumerated() where !marks[number] {
      marks[number] = mayStand(index.order[place], &seam)
    }
    keepAnswers()
  }

  private mutating func mayStand(_ token: TokenID, _ seam: inout SeamTests?) -> Bool {
    if unfinished == 0 {
      // Most tokens fall here, before the walk along derivations.
      let shape = index.shapes.ofToken[Int(token)]
      if shape < 0 || answers[Int(shape)] == .impossible || !mayBegin(token) { return false }
    }
    return seam?.mayFollow(token) != false && isViable(token)
  }

  private func keepAnswers() {
    if key.isEmpty { return }
    cache?.keep(AnswerCache.Entry(answers: answers, first: firstAnswers), for: key)
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
    case .mayEndWithCharacter:
      return index.isFinishable[Int(token)] || isViable(token, after: 0, depth: 0)
    case .mustGoOn: return isViable(token, after: 0, depth: 0)
    }
  }

  /// What the pretokenizer says of a shape.
  enum Answer: UInt8 {
    /// Not asked yet.
    case unknown
    /// No text goes on so.
    case impossible
    /// The piece goes on after the token in every text that goes on so.
    case mustGoOn
    /// The piece may end with the token.
    case mayEnd
    /// The token ends inside a character, with any of which the piece may end.
    case mayEndWithCharacter
  }

  /// Whether the first character of a token may come next at all.
  private mutating func mayBegin(_ token: TokenID) -> Bool {
    let first = Int(index.shapes.first[Int(token)])
    guard first != 0 else { return true }
    if let known = firstAnswers[first] { return known }
    let bytes = index.bytes(of: token)
    let lead = bytes[bytes.startIndex]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    text.removeLast(text.count - prefixCount)
    text.append(contentsOf: bytes.prefix(length))
    let end = text.count
    let answer = Continuations.brief.contains { continuation in
      text.append(contentsOf: continuation)
      defer { text.removeLast(continuation.count) }
      return (scenario.endOfOpenPiece(in: text.span, pretokenizer) ?? 0) >= end
    }
    text.removeLast(length)
    firstAnswers[first] = answer
    return answer
  }

  /// Asks the pretokenizer about a token after the prefix.
  private mutating func answer(for token: TokenID) -> Answer {
    text.append(contentsOf: index.bytes(of: token))
    defer { text.removeLast(text.count - prefixCount) }
    let rest = Int(index.endings[Int(token)])
    let end = text.count
    var answer = Answer.impossible
    if rest > 0 && mayEndWithAnyCharacter(rest) { return .mayEndWithCharacter }
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

  /// Whether the piece may end with the unfinished character at the end of ``text``, whichever it is.
  private mutating func mayEndWithAnyCharacter(_ unfinished: Int) -> Bool {
    Continuations.endings(of: text.suffix(unfinished)).allSatisfy { ending in
      text.append(contentsOf: ending)
      defer { text.removeLast(ending.count) }
      return scenario.endOfOpenPiece(in: text.span, pretokenizer) == text.count
    }
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
    guard unfinished > 0 else {
      let isAfterApostrophe = text.suffix(3).contains(UInt8(ascii: "'"))
      return isAfterApostrophe ? Continuations.brief : Continuations.briefest
    }
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
