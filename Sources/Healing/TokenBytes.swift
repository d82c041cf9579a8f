import Tokenizers

/// The bytes of all tokens of a vocabulary, one after the other by id.
struct TokenBytes: Sendable {
  /// The bytes.
  private(set) var storage: [UInt8] = []
  /// Where each token's bytes begin in ``storage``; one more entry than tokens.
  private var starts: [Int32] = [0]

  /// Copies a vocabulary's bytes.
  init(_ vocabulary: BytePairVocabulary) {
    storage.reserveCapacity(8 * vocabulary.size)
    starts.reserveCapacity(vocabulary.size + 1)
    for id in 0..<TokenID(vocabulary.size) {
      vocabulary.append(bytesOf: id, to: &storage)
      starts.append(Int32(storage.count))
    }
  }

  /// Where a token's bytes begin; where they end is where the next begins.
  func start(of token: TokenID) -> Int { Int(starts[Int(token)]) }

  /// The number of bytes of a token.
  func length(of token: TokenID) -> Int { Int(starts[Int(token) + 1] - starts[Int(token)]) }

  /// Where a token's bytes are.
  func range(of token: TokenID) -> Range<Int> { start(of: token)..<start(of: token + 1) }

  /// For each token the longest other token that it begins with.
  ///
  /// - Parameter sorted: The tokens, sorted by their bytes.
  /// - Returns: By token id; nil where no token begins the token.
  /// - Complexity: O(bytes of all tokens)
  func longestPrefixes(sorted: [TokenID]) -> [TokenID?] {
    var prefixes = [TokenID?](repeating: nil, count: starts.count - 1)
    // What begins the current token: all that begin a token stand right before it or before those.
    var open: [TokenID] = []
    for token in sorted {
      while let last = open.last, !begins(token, with: last) { open.removeLast() }
      prefixes[Int(token)] = open.last
      open.append(token)
    }
    return prefixes
  }

  /// Whether `shorter` is a beginning of `token`, and not all of it.
  private func begins(_ token: TokenID, with shorter: TokenID) -> Bool {
    let count = length(of: shorter)
    guard count < length(of: token) else { return false }
    let (one, other) = (start(of: token), start(of: shorter))
    for offset in 0..<count where storage[one + offset] != storage[other + offset] { return false }
    return true
  }

  /// Tokens in the order of their lengths, those of one length as given.
  func byLength(_ tokens: [TokenID]) -> [TokenID] {
    var places = [Int](repeating: 0, count: (tokens.map(length).max() ?? 0) + 2)
    for token in tokens { places[length(of: token) + 1] += 1 }
    for length in places.indices.dropFirst() { places[length] += places[length - 1] }
    var sorted = tokens
    for token in tokens {
      sorted[places[length(of: token)]] = token
      places[length(of: token)] += 1
    }
    return sorted
  }
}
