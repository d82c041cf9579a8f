package import Tokenizers

/// A byte-pair vocabulary, laid out for questions about the end of a text.
///
/// Invariant: ``order`` is sorted by bytes, so that the tokens that begin with some bytes are one
/// range of it.
package struct VocabularyIndex: Sendable {
  /// The bytes of all tokens, one after the other by id.
  let storage: [UInt8]
  /// Where each token's bytes begin in ``storage``; one more entry than tokens.
  let starts: [Int]
  /// The tokens that can come out of the encoder, sorted by bytes.
  let order: [TokenID]
  /// Where in ``order`` the tokens begin that start with each byte; 257 entries.
  let firstByte: [Int]
  /// The most bytes of a token.
  let longest: Int
  /// How tokens are put together.
  let derivations: Derivations
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
  /// - Complexity: O(*V* log *V*): a merge of every token's bytes and a sort.
  package init(_ vocabulary: BytePairVocabulary) {
    let derivations = Derivations(vocabulary)
    var storage: [UInt8] = []
    var starts = [0]
    var endings: [UInt8] = []
    var shapes = TokenShapes()
    var longest = 0
    for id in 0..<vocabulary.size {
      let bytes = vocabulary.bytes(of: TokenID(id))
      longest = max(longest, bytes.count)
      for offset in bytes.indices { storage.append(bytes[offset]) }
      starts.append(storage.count)
      let unfinished = try? UnfinishedCharacter.length(in: storage.span.extracting(starts[id]...))
      endings.append(unfinished.map { UInt8($0) } ?? Self.notText)
      shapes.append(storage.span.extracting(starts[id]...), isText: unfinished != nil)
    }
    shapes.finish()
    var order: [TokenID] = []
    for id in 0..<TokenID(vocabulary.size) where derivations.isEncoded(id) { order.append(id) }
    order.sort { a, b in
      storage[starts[Int(a)]..<starts[Int(a) + 1]].lexicographicallyPrecedes(
        storage[starts[Int(b)]..<starts[Int(b) + 1]])
    }
    (self.storage, self.starts, self.endings, self.shapes) = (storage, starts, endings, shapes)
    (self.order, self.longest, self.derivations) = (order, longest, derivations)
    var firstByte = [Int](repeating: 0, count: 257)
    for id in order { firstByte[Int(storage[starts[Int(id)]]) + 1] += 1 }
    for byte in 0..<256 { firstByte[byte + 1] += firstByte[byte] }
    self.firstByte = firstByte
    isFinishable = Self.finishable(endings, storage, starts, derivations, vocabulary)
  }

  /// Finds the tokens after which single bytes may finish their last character.
  ///
  /// Longer tokens may do so too: false only means that they would have to be tried.
  private static func finishable(
    _ endings: [UInt8], _ storage: [UInt8], _ starts: [Int], _ derivations: Derivations,
    _ vocabulary: BytePairVocabulary
  ) -> [Bool] {
    let units: [TokenID] = (UInt8(0x80)...0xBF).compactMap { vocabulary.token(for: [$0].span) }
    func canFinish(_ bytes: [UInt8], after token: TokenID) -> Bool {
      for unit in units where derivations.mayMeet(token, unit) {
        let longer = bytes + vocabulary.bytes(of: unit)
        guard let unfinished = try? UnfinishedCharacter.length(in: longer.span) else { continue }
        if unfinished == 0 || canFinish(longer, after: unit) { return true }
      }
      return false
    }
    return endings.indices.map { id in
      let unfinished = Int(endings[id])
      guard (1...3).contains(unfinished), derivations.isEncoded(TokenID(id)) else { return false }
      return canFinish(
        Array(storage[(starts[id + 1] - unfinished)..<starts[id + 1]]), after: TokenID(id))
    }
  }

  /// The number of bytes of a token.
  func length(of token: TokenID) -> Int { starts[Int(token) + 1] - starts[Int(token)] }

  /// The bytes of a token.
  func bytes(of token: TokenID) -> ArraySlice<UInt8> {
    storage[starts[Int(token)]..<starts[Int(token) + 1]]
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
      let start = starts[Int(order[middle])] + depth
      let value = start < starts[Int(order[middle]) + 1] ? Int(storage[start]) : -1
      if value < byte { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
