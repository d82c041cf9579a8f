package import Tokenizers

/// Answers questions about the end of a prompt under one byte-pair vocabulary.
package struct Healer: Sendable {
  let index: VocabularyIndex
  let pretokenizer: Pretokenizer
  private let fresh: [Viability.Answer]
  private let cache = AnswerCache()

  /// The pieces at the end that a continuation may cut otherwise: a white-space run before, the run's
  /// last character, a contraction's apostrophe and its letters; and none to spare is one too few.
  private static let unsettledPieces = 4

  /// Lays out a vocabulary.
  ///
  /// Gives nil for tokenizers that are not of the byte-pair kind, and for those on the general path,
  /// of which nothing is known but what they do to whole texts.
  ///
  /// - Complexity: as ``VocabularyIndex/init(_:)``; make one and keep it.
  package init?(_ tokenizer: Tokenizer) {
    guard let vocabulary = tokenizer.bytePair, tokenizer.pretokenizer != .general else {
      return nil
    }
    index = VocabularyIndex(vocabulary)
    pretokenizer = tokenizer.pretokenizer
    fresh = Viability.freshAnswers(index, pretokenizer)
  }

  /// What decides which tokens may come after some bytes.
  var viability: Viability { Viability(index, pretokenizer, fresh: fresh, cache: cache) }

  /// Finds what a prompt's end may turn out to be.
  ///
  /// - Parameters:
  ///   - text: The last text of the prompt: a special token before it is a wall that nothing crosses.
  ///   - start: The beginning of a piece in `text`, at least four pieces before the end where there
  ///     are so many; the tokens before it are left out of the result.
  /// - Returns: Its token counts are from `start`, its offsets from the beginning of `text`.
  /// - Throws: ``HealingError/notText(offset:)`` when no UTF-8 text begins with the bytes.
  /// - Complexity: O(*n*) for the bytes from `start`, and the tokens that begin with what may be
  ///   the beginning of a token at the end: 33,000 after a space, tens to hundreds inside a word.
  package func boundary(
    of text: Span<UInt8>, from start: Int = 0
  ) throws(HealingError) -> Boundary {
    let unfinished = try UnfinishedCharacter.length(in: text, from: start)
    var (naive, ends) = pieces(of: text.extracting(0..<text.count - unfinished), from: start)
    let window = ends.dropLast(Self.unsettledPieces).last ?? (offset: start, tokens: 0)
    let common = Scenario.commonEnd(
      of: text.extracting(window.offset...), unfinished: unfinished, pretokenizer: pretokenizer)
    let settled = ends.last { $0.offset == window.offset + common } ?? window
    if unfinished > 0 { index.encode(text.extracting((text.count - unfinished)...), into: &naive) }
    return Boundary(
      naive: naive, settled: naive[..<settled.tokens],
      window: text.extracting(settled.offset...), origin: settled.offset, unfinished: unfinished,
      healer: self)
  }

  /// Encodes a text as it stands; an unfinished character by itself, as ``Boundary/naive`` is.
  ///
  /// - Throws: ``HealingError/notText(offset:)`` when no UTF-8 text begins with the bytes.
  package func encode(_ text: Span<UInt8>) throws(HealingError) -> [TokenID] {
    let finished = text.count - (try UnfinishedCharacter.length(in: text, from: 0))
    var tokens = pieces(of: text.extracting(..<finished), from: 0).tokens
    index.encode(text.extracting(finished...), into: &tokens)
    return tokens
  }

  /// Cuts and encodes a text; for each piece the offset of its end and the tokens up to there.
  func pieces(
    of text: Span<UInt8>, from start: Int
  ) -> (tokens: [TokenID], ends: [(offset: Int, tokens: Int)]) {
    var tokens: [TokenID] = []
    var ends: [(offset: Int, tokens: Int)] = []
    var offset = start
    while offset < text.count {
      let end = pretokenizer.endOfPiece(in: text, from: offset)
      index.encode(text.extracting(offset..<end), into: &tokens)
      ends.append((end, tokens.count))
      offset = end
    }
    return (tokens, ends)
  }
}
