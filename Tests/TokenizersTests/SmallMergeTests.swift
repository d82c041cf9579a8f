import TestSupport
import Testing
import Vocabularies

@testable import Tokenizers

/// Merging of up to 64 bytes, for each instruction set that the processor has.
@Suite struct SmallMergeTests {
  /// What is merged, one vocabulary for each instruction set.
  private static func vocabularies(_ tokenizer: Tokenizer) throws -> [BytePairVocabulary] {
    let storage = try #require(tokenizer.bytePair).storage
    return (0..<3).map { BytePairVocabulary(storage, instructionSet: $0) }
      .filter { $0.merging != nil }
  }

  /// Bytes that are hard to merge: few that form many tokens, tokens side by side, and any.
  private static func bytes(
    _ count: Int, _ vocabulary: BytePairVocabulary, _ random: inout SeededGenerator
  ) -> [UInt8] {
    let alphabets = ["ab", " \t\n\r", "0123456789", "=-*#/ ", "etaoin shrdluETAOIN0123"]
      .map { Array($0.utf8) }
    let kind = Int.random(in: 0..<alphabets.count + 2, using: &random)
    if kind < alphabets.count {
      return (0..<count).map { _ in alphabets[kind].randomElement(using: &random) ?? 0 }
    }
    if kind == alphabets.count {
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    var bytes: [UInt8] = []
    while bytes.count < count {
      let id = TokenID.random(in: 0..<TokenID(vocabulary.size), using: &random)
      bytes += vocabulary.bytes(of: id)
    }
    return Array(bytes.prefix(count))
  }

  /// Merges the first bytes, of which `available` may be read; tokens and where they begin.
  private static func merged(
    _ bytes: [UInt8], _ count: Int, available: Int, _ merging: SmallMerge
  ) -> [[UInt32]] {
    var memory = [UInt32](repeating: 0, count: SmallMerge.words)
    var tokens = [UInt32](repeating: 0, count: count)
    var starts = tokens
    let found = unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let piece = bytes.baseAddress else { return 0 }
      return unsafe merging.merge(
        piece, count, available: available, memory: &memory, into: &tokens, starts: &starts)
    }
    return [Array(tokens.prefix(found)), Array(starts.prefix(found))]
  }

  @Test(arguments: [Tokenizer.gpt2, .p50k, .cl100k, .o200k])
  func `every instruction set merges as defined`(_ tokenizer: Tokenizer) throws {
    let vocabularies = try Self.vocabularies(tokenizer)
    let vocabulary = try #require(vocabularies.first)
    var random = SeededGenerator(seed: 1)
    for count in (1...SmallMerge.longestPiece).flatMap({ [$0, $0, $0, $0] }) {
      let bytes = Self.bytes(count + SmallMerge.margin, vocabulary, &random)
      let tokens = vocabulary.mergedAsDefined(Array(bytes.prefix(count)), wholePieceFirst: false)
      var starts: [UInt32] = [0]
      for token in tokens.dropLast() {
        starts.append(starts[starts.count - 1] + UInt32(vocabulary.length(of: token)))
      }
      for merging in vocabularies.compactMap(\.merging) {
        // With what follows, and from a copy where nothing may be read.
        for available in [bytes.count, count] {
          #expect(
            Self.merged(bytes, count, available: available, merging) == [tokens, starts],
            "\(bytes), of which \(count)")
        }
      }
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `two windows in turns are merged as each alone`(_ tokenizer: Tokenizer) throws {
    let window = SmallMerge.longestPiece
    for vocabulary in try Self.vocabularies(tokenizer) {
      let merging = try #require(vocabulary.merging)
      var random = SeededGenerator(seed: 2)
      for _ in 0..<300 {
        let second = Int.random(in: 0...window, using: &random)
        let bytes = Self.bytes(second + window + SmallMerge.margin, vocabulary, &random)
        var memory = [UInt32](repeating: 0, count: 2 * window)
        unsafe bytes.withUnsafeBufferPointer { buffer in
          unsafe memory.withUnsafeMutableBufferPointer { memory in
            guard let piece = buffer.baseAddress, let room = memory.baseAddress else { return }
            let two = unsafe merging.windows(piece, at: (0, second), memory: room)
            for merged in [two.0, two.1] {
              let places = (0..<window).filter { merged.places >> UInt64($0) & 1 != 0 }
              let alone = Self.merged(
                Array(bytes[merged.start...]), window, available: bytes.count - merged.start,
                merging)
              let tokens = places.map { unsafe merged.tokens[$0] }
              #expect(tokens == alone[0])
              #expect(places.map { UInt32($0) } == alone[1])
            }
          }
        }
      }
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `every instruction set gives long pieces the same tokens`(_ tokenizer: Tokenizer) throws {
    let vocabularies = try Self.vocabularies(tokenizer)
    let vocabulary = try #require(vocabularies.first)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<60 {
      let count = Int.random(in: 257...900, using: &random)
      let piece = Self.bytes(count, vocabulary, &random)
      let expected = vocabulary.mergedAsDefined(piece)
      for vocabulary in vocabularies {
        var tokens: [TokenID] = []
        vocabulary.encode(piece: piece.span, into: &tokens)
        #expect(tokens == expected)
      }
    }
  }
}
