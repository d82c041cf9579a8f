package import Tokenizers
import UnicodeTables

/// Why no vocabulary can be learned.
package enum TokenizerTrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The special tokens and the alphabet of the text alone are more than the vocabulary may have.
  case tooSmall(size: Int, needed: Int)
  /// There is no piece in the text.
  case noText

  package var description: String {
    switch self {
    case .tooSmall(let size, let needed):
      "a vocabulary of \(size) has no room for the \(needed) characters and special tokens"
    case .noText: "there is no text to learn from"
    }
  }
}

/// Learns a vocabulary from texts: read them, then learn.
///
/// What comes out follows from the texts and the settings alone, and not from the order of the
/// texts or of what is in them.
package struct VocabularyTrainer {
  /// What is learned.
  package enum Kind: Equatable, Sendable {
    /// Byte pairs within the pieces of a pretokenizer; the alphabet is all bytes.
    case bytePairs(Pretokenizer)
    /// Characters joined to word pieces within the words of bert-base-uncased, `##` before what
    /// continues a word; the alphabet is what characters there are.
    case wordPieces
  }

  /// Words of more characters are unknown to word-piece tokenizers, whatever the vocabulary.
  private static let longestWord = 100

  private let kind: Kind
  private let specialTokens: [[UInt8]]
  private var pieces = PieceCounts()
  /// Pieces read, different or not.
  private var readCount = 0

  /// Makes a trainer that has read nothing.
  ///
  /// - Parameters:
  ///   - kind: What is learned.
  ///   - specialTokens: Texts that get the first ids. Where one stands in a text, the text is cut
  ///     there and the token itself teaches nothing.
  package init(_ kind: Kind, specialTokens: [String]) {
    self.kind = kind
    self.specialTokens = specialTokens.map { Array($0.utf8) }
  }

  /// The number of different pieces read so far.
  package var pieceCount: Int { pieces.count }

  /// Counts the pieces of a text.
  ///
  /// - Parameters:
  ///   - text: Any bytes.
  ///   - progress: Told the number of pieces read so far, now and then.
  /// - Complexity: O(*n*).
  package mutating func read(_ text: Span<UInt8>, progress: (Int) -> Void = { _ in }) {
    var start = 0
    var place = specialTokens.isEmpty ? text.count : 0
    while place < text.count {
      if let special = specialTokens.first(where: { text.holds($0, at: place) }) {
        count(text.extracting(start..<place), progress)
        place += special.count
        start = place
      } else {
        place += 1
      }
    }
    count(text.extracting(start..<text.count), progress)
  }

  private mutating func count(_ text: Span<UInt8>, _ progress: (Int) -> Void) {
    switch kind {
    case .bytePairs(let pretokenizer):
      var start = 0
      while start < text.count {
        let end = pretokenizer.endOfPiece(in: text, from: start)
        count(piece: text.extracting(start..<end), progress)
        start = end
      }
    case .wordPieces:
      forEachNormalizedWord(in: text) { count(piece: $0, progress) }
    }
  }

  private mutating func count(piece: Span<UInt8>, _ progress: (Int) -> Void) {
    pieces.add(piece)
    readCount += 1
    if readCount & 0xFFFFF == 0 { progress(readCount) }
  }

  /// Learns a vocabulary from what was read.
  ///
  /// - Parameters:
  ///   - size: Tokens in all, special ones and alphabet included; there are fewer where no pair is
  ///     left that occurs often enough.
  ///   - minimumCount: Pairs that occur less often are not merged.
  ///   - progress: Told the number of tokens so far.
  /// - Returns: The vocabulary.
  /// - Throws: ``TokenizerTrainingError`` where there is nothing to learn from or no room.
  package func learn(
    size: Int, minimumCount: Int, progress: (Int) -> Void = { _ in }
  ) throws(TokenizerTrainingError) -> LearnedVocabulary {
    guard pieces.count > 0 else { throw .noText }
    let spelling = spelling()
    let needed = specialTokens.count + spelling.alphabet.count
    guard needed <= size else { throw .tooSmall(size: size, needed: needed) }
    var learner = MergeLearner(
      reserved: specialTokens, alphabet: spelling.alphabet, continuation: spelling.continuation)
    // The order of the words is that of the texts; nothing follows from it.
    for number in 0..<pieces.count {
      let word = spelling.symbols(pieces.piece(number), Int32(specialTokens.count))
      learner.add(word, count: pieces.counts[number])
    }
    learner.learn(size: size, minimumCount: max(1, minimumCount), progress: progress)
    return LearnedVocabulary(
      tokens: learner.tokens, specialCount: specialTokens.count, merges: learner.merges)
  }

  private func spelling() -> any WordSpelling {
    switch kind {
    case .bytePairs: ByteSpelling()
    case .wordPieces:
      CharacterSpelling((0..<pieces.count).map { pieces.piece($0) }, longest: Self.longestWord)
    }
  }
}

extension Span<UInt8> {
  /// Whether some bytes stand at a place.
  fileprivate func holds(_ bytes: [UInt8], at place: Int) -> Bool {
    guard let first = bytes.first, self[place] == first, place + bytes.count <= count else {
      return false
    }
    for index in bytes.indices where self[place + index] != bytes[index] { return false }
    return true
  }
}
