package import Tokenizers

/// A byte-pair vocabulary, laid out for questions about the end of a text.
///
/// Invariant: ``order`` is sorted by bytes, so that the tokens that begin with some bytes are one
/// range of it.
package struct VocabularyIndex: Sendable {
  /// The bytes of all tokens.
  let tokens: TokenBytes
  /// The tokens that can come out of the encoder, sorted by bytes.
  let order: [TokenID]
  /// For each token its place in ``order``; -1 if it has none.
  private let places: [Int32]
  /// Where in ``order`` the tokens begin that start with each byte; 257 entries.
  let firstByte: [Int]
  /// The most bytes of a token.
  let longest: Int
  /// How tokens are put together.
  package let derivations: Derivations
  /// For each token how many bytes of an unfinished character it ends with when it begins between
  /// two characters; ``notText`` if it cannot begin there.
  let endings: [UInt8]
  /// For each token that ends inside a character whether bytes may follow that finish it.
  let isFinishable: [Bool]
  /// What a pretokenizer can tell of each token.
  let shapes: TokenShapes

  /// Marks a token that cannot begin between two characters.
  static let notText = UInt8.max

  /// Lays out a vocabulary.
  ///
  /// - Complexity: O(bytes of all tokens)
  package init(_ vocabulary: BytePairVocabulary) {
    let tokens = TokenBytes(vocabulary)
    // Of two tokens with the same bytes the encoder knows one.
    let sorted = (0..<vocabulary.orderedCount).map(vocabulary.orderedToken).filter { id in
      vocabulary.knowsHalves
        || vocabulary.token(for: tokens.storage.span.extracting(tokens.range(of: id))) == id
    }
    let derivations = Derivations(vocabulary, tokens, sorted: sorted)
    var endings: [UInt8] = []
    var shapes = TokenShapes(capacity: vocabulary.size)
    endings.reserveCapacity(vocabulary.size)
    for id in 0..<TokenID(vocabulary.size) {
      let bytes = tokens.storage.span.extracting(tokens.range(of: id))
      let ending = Self.ending(of: bytes)
      endings.append(ending)
      shapes.append(bytes, isText: ending != Self.notText)
    }
    shapes.finish()
    order = sorted.filter(derivations.isEncoded)
    var places = [Int32](repeating: -1, count: vocabulary.size)
    for (place, id) in order.enumerated() { places[Int(id)] = Int32(place) }
    self.places = places
    (self.tokens, self.endings, self.shapes) = (tokens, endings, shapes)
    (longest, self.derivations) = (vocabulary.longestTokenLength, derivations)
    var firstByte = [Int](repeating: 0, count: 257)
    for id in order { firstByte[Int(tokens.storage[tokens.start(of: id)]) + 1] += 1 }
    for byte in 0..<256 { firstByte[byte + 1] += firstByte[byte] }
    self.firstByte = firstByte
    isFinishable = Self.finishable(endings, tokens, derivations)
  }

  /// What ``endings`` has for a token of some bytes.
  private static func ending(of bytes: Span<UInt8>) -> UInt8 {
    var state = CharacterState()
    for offset in bytes.indices where !state.take(bytes[offset]) { return notText }
    return UInt8(state.read)
  }

  /// Finds the tokens after which single bytes may finish their last character.
  ///
  /// Longer tokens may do so too: false only means that they would have to be tried.
  private static func finishable(
    _ endings: [UInt8], _ tokens: TokenBytes, _ derivations: Derivations
  ) -> [Bool] {
    let units = (UInt8(0x80)...0xBF).compactMap { byte in
      derivations.vocabulary.token(for: [byte].span).map { (byte: byte, token: $0) }
    }
    func canFinish(_ state: CharacterState, after token: TokenID) -> Bool {
      units.contains { unit in
        var next = state
        guard next.take(unit.byte), derivations.mayMeet(token, unit.token) else { return false }
        return next.read == 0 || canFinish(next, after: unit.token)
      }
    }
    var finishable = [Bool](repeating: false, count: endings.count)
    for id in endings.indices where 1...3 ~= endings[id] && derivations.isEncoded(TokenID(id)) {
      var state = CharacterState()
      for byte in tokens.storage[tokens.range(of: TokenID(id))].suffix(Int(endings[id])) {
        _ = state.take(byte)
      }
      finishable[id] = canFinish(state, after: TokenID(id))
    }
    return finishable
  }

  /// The place in ``order`` of a token; nil for rows of a model that are no token of it.
  func place(of token: TokenID) -> Int? {
    guard token < places.count, places[Int(token)] >= 0 else { return nil }
    return Int(places[Int(token)])
  }

  /// Whether a token of ``order`` comes before another.
  func precedes(_ one: TokenID, _ other: TokenID) -> Bool {
    places[Int(one)] < places[Int(other)]
  }

  /// The number of bytes of a token.
  func length(of token: TokenID) -> Int { tokens.length(of: token) }

  /// The bytes of a token.
  func bytes(of token: TokenID) -> ArraySlice<UInt8> {
    tokens.storage[tokens.range(of: token)]
  }

  /// Appends the encoding of a piece.
  func encode(_ piece: Span<UInt8>, into tokens: inout [TokenID]) {
    derivations.vocabulary.encode(piece: piece, into: &tokens)
  }

  /// Tokens in the order of their bytes.
  func sorted(_ tokens: [TokenID]) -> [TokenID] {
    tokens.sorted { bytes(of: $0).lexicographicallyPrecedes(bytes(of: $1)) }
  }

  /// The tokens that begin with some bytes, found byte by byte.
  struct Prefix {
    /// Where they are in ``VocabularyIndex/order``.
    var range: Range<Int>
    /// How many bytes were given.
    var length = 0
  }

  /// The prefix of no bytes: all tokens.
  var everything: Prefix { Prefix(range: 0..<order.count) }

  /// Narrows a prefix by the byte that comes next.
  func narrow(_ prefix: inout Prefix, by byte: UInt8) {
    if prefix.length == 0 {
      prefix.range = firstByte[Int(byte)]..<firstByte[Int(byte) + 1]
    } else {
      let lower = firstIndex(in: prefix.range, depth: prefix.length, atLeast: Int(byte))
      let upper = firstIndex(
        in: lower..<prefix.range.upperBound, depth: prefix.length, atLeast: Int(byte) + 1)
      prefix.range = lower..<upper
    }
    prefix.length += 1
  }

  /// The token of exactly the prefix's bytes, if there is one: it stands first.
  func token(of prefix: Prefix) -> TokenID? {
    guard let first = prefix.range.first, length(of: order[first]) == prefix.length else {
      return nil
    }
    return order[first]
  }

  private func firstIndex(in range: Range<Int>, depth: Int, atLeast byte: Int) -> Int {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper {
      let middle = (lower + upper) / 2
      let bytes = tokens.range(of: order[middle])
      let value = depth < bytes.count ? Int(tokens.storage[bytes.lowerBound + depth]) : -1
      if value < byte { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
