import Tokenizers

/// The encodings of the prefixes of a piece.
///
/// By the theorem of ``Derivations`` the encoding of a prefix is the encoding of a shorter prefix and
/// one token that may stand after it, and there is only one such pair. One pass over the piece finds
/// them all. Of a long piece only a window at its end is looked at: it begins where a token of the
/// whole piece's encoding begins, and is made longer until it decides what is asked.
struct PrefixEncodings {
  private let index: VocabularyIndex
  /// Tokens of the piece before the window.
  private let before: [TokenID]
  /// Where the window begins.
  private let origin: Int
  /// For each offset from ``origin`` the last token of the prefix that ends there, if one does.
  private var last: [TokenID?]

  /// Encodes the prefixes of `piece` of at least `shortest` bytes.
  ///
  /// - Parameters:
  ///   - piece: The bytes.
  ///   - shortest: The length of the shortest prefix wanted.
  ///   - index: The vocabulary.
  init(of piece: Span<UInt8>, from shortest: Int, in index: VocabularyIndex) {
    var encoding: [TokenID] = []
    if shortest > 2 * index.longest { index.encode(piece, into: &encoding) }
    var margin = 2 * index.longest
    while true {
      let prefixes = Self(
        of: piece, encoding: encoding, window: max(0, shortest - margin), in: index)
      if prefixes.origin == 0 || prefixes.decidesAll(from: shortest, to: piece.count) {
        self = prefixes
        return
      }
      margin *= 2
    }
  }

  /// The last token of the encoding of the first `length` bytes; nil if `length` is 0.
  ///
  /// Also nil where the units of the vocabulary cannot spell the bytes.
  func lastToken(ofPrefix length: Int) -> TokenID? {
    length == origin ? before.last : last[length - origin]
  }

  /// Whether the first `length` bytes can be spelled.
  func isSpelled(_ length: Int) -> Bool {
    length == origin || last[length - origin] != nil
  }

  /// The encoding of the first `length` bytes.
  ///
  /// - Precondition: ``isSpelled(_:)``.
  func encoding(ofPrefix length: Int) -> [TokenID] {
    var reversed: [TokenID] = []
    var end = length
    while end > origin, let token = last[end - origin] {
      reversed.append(token)
      end -= index.length(of: token)
    }
    return before + reversed.reversed()
  }

  private init(
    of piece: Span<UInt8>, encoding: [TokenID], window: Int, in index: VocabularyIndex
  ) {
    var before: [TokenID] = []
    var origin = 0
    for token in encoding {
      let next = origin + index.length(of: token)
      guard next <= window else { break }
      before.append(token)
      origin = next
    }
    (self.index, self.before, self.origin) = (index, before, origin)
    last = [TokenID?](repeating: nil, count: piece.count - origin + 1)
    for start in origin..<piece.count where isSpelled(start) {
      extend(from: start, in: piece)
    }
  }

  /// Finds the prefixes whose last token begins at `start`.
  private mutating func extend(from start: Int, in piece: Span<UInt8>) {
    let neighbour = lastToken(ofPrefix: start)
    var prefix = index.everything
    for end in start..<piece.count {
      index.narrow(&prefix, by: piece[end])
      if prefix.range.isEmpty { return }
      let slot = end + 1 - origin
      guard last[slot] == nil, let token = index.token(of: prefix) else { continue }
      if neighbour.map({ index.derivations.mayMeet($0, token) }) ?? true {
        last[slot] = token
      }
    }
  }

  private func decidesAll(from shortest: Int, to longest: Int) -> Bool {
    (shortest...longest).allSatisfy { $0 >= origin && isSpelled($0) }
  }
}
