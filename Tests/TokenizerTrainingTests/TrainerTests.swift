import TestSupport
import Testing
import TokenizerFiles
import TokenizerTraining
import Tokenizers
import Vocabularies

@Suite struct TrainerTests {
  /// Text of few letters, so that pairs tie, overlap and spell each other.
  private func text(_ generator: inout SeededGenerator, words: Int) -> [UInt8] {
    let letters = Array("aaaabbc".utf8)
    var text: [UInt8] = []
    for _ in 0..<words {
      for _ in 0..<Int.random(in: 1...9, using: &generator) {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: text += Array("é".utf8)
        case 1: text += Array("<s>".utf8)
        default: text.append(letters[Int.random(in: letters.indices, using: &generator)])
        }
      }
      text.append(UInt8(ascii: " "))
    }
    return text
  }

  private func pieces(_ text: [UInt8], _ pretokenizer: Pretokenizer) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < text.count {
      let end = pretokenizer.endOfPiece(in: text.span, from: start)
      pieces.append(Array(text[start..<end]))
      start = end
    }
    return pieces
  }

  @Test(arguments: 0..<40)
  func `byte pairs are those of the definition`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let text = text(&generator, words: 60)
    let special = ["<s>", "aab"]
    let minimumCount = 1 + seed % 3
    var trainer = VocabularyTrainer(.bytePairs(.gpt2), specialTokens: special)
    trainer.read(text.span)
    let learned = try trainer.learn(size: 300, minimumCount: minimumCount)

    let parts = String(decoding: text, as: UTF8.self).split(separator: "<s>")
      .flatMap { part in
        part.split(separator: "aab", omittingEmptySubsequences: true).map { Array($0.utf8) }
      }
    var definition = LearningDefinition(
      tokens: Array(learned.tokens[..<258]), reserved: 2, mark: [])
    let words = parts.flatMap { pieces($0, .gpt2) }.map { piece in
      piece.map { byte in Int32(learned.tokens[..<258].firstIndex(of: [byte]) ?? 0) }
    }
    definition.learn(words, size: 300, minimumCount: minimumCount)
    #expect(learned.tokens == definition.tokens)
    #expect(learned.merges == definition.merges)
    #expect(learned.specialTokens.map(\.text) == special)
  }

  @Test(arguments: 0..<20)
  func `word pieces are those of the definition`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(100 + seed))
    let text = text(&generator, words: 60)
    var trainer = VocabularyTrainer(.wordPieces, specialTokens: ["[UNK]"])
    trainer.read(text.span)
    let size = 24 + seed
    let learned = try trainer.learn(size: size, minimumCount: 2)

    // Without `é`, which is an `e` here, all characters are bytes.
    let normal = String(decoding: text, as: UTF8.self).replacing("é", with: "e")
      .replacing("<", with: " < ").replacing(">", with: " > ")
    let words = normal.split(separator: " ").map { Array($0.utf8) }
    let all = Set(words.joined()).sorted().map { [$0] }
    let inner = Set(words.map { $0.dropFirst() }.joined()).sorted().map { Array("##".utf8) + [$0] }
    let alphabet = [Array("[UNK]".utf8)] + all + inner
    var definition = LearningDefinition(tokens: alphabet, reserved: 1, mark: Array("##".utf8))
    let ids = words.map { word in
      word.enumerated().map { index, byte in
        Int32(alphabet.firstIndex(of: (index > 0 ? Array("##".utf8) : []) + [byte]) ?? 0)
      }
    }
    definition.learn(ids, size: size, minimumCount: 2)
    #expect(learned.tokens == definition.tokens)
    #expect(learned.merges == definition.merges)
  }

  @Test func `what is learned follows from the text alone`() throws {
    var generator = SeededGenerator(seed: 7)
    let texts = (0..<5).map { _ in text(&generator, words: 40) }
    func learned(_ texts: [[UInt8]]) throws -> LearnedVocabulary {
      var trainer = VocabularyTrainer(.bytePairs(.cl100k), specialTokens: [])
      for text in texts { trainer.read(text.span) }
      return try trainer.learn(size: 320, minimumCount: 2)
    }
    #expect(try learned(texts) == learned(texts.reversed()))
  }

  @Test func `a vocabulary without room or text is refused`() throws {
    var trainer = VocabularyTrainer(.bytePairs(.gpt2), specialTokens: ["<s>"])
    #expect(throws: TokenizerTrainingError.noText) {
      _ = try trainer.learn(size: 300, minimumCount: 2)
    }
    trainer.read(Array("text".utf8).span)
    #expect(throws: TokenizerTrainingError.tooSmall(size: 256, needed: 257)) {
      _ = try trainer.learn(size: 256, minimumCount: 2)
    }
  }

  @Test func `the words of a text are what its encoding joins`() {
    let bert = Tokenizer.bertBaseUncased
    let texts = [
      "Héllo, WÖRLD! 한국어 中文字 naïve\u{0}co\u{AD}op ﬁn ½ \u{301}x İstanbul\tend", "", "a\u{FFFD}b",
    ]
    for text in texts {
      var ids: [TokenID] = []
      forEachNormalizedWord(in: Array(text.utf8).span) { word in ids += bert.encode(word) }
      #expect(ids == bert.encode(Array(text.utf8).span))
    }
  }
}
