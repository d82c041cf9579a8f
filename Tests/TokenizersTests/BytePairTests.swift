import TestSupport
import Testing
import Tokenizers
import Vocabularies

@Suite struct BytePairTests {
  @Test(arguments: [Tokenizer.gpt2, .p50k, .cl100k, .o200k])
  func `pieces of all lengths are merged as defined`(_ tokenizer: Tokenizer) throws {
    let vocabulary = try #require(tokenizer.bytePair)
    var random = SeededGenerator(seed: 1)
    let texts = [
      "ab", "abcdefghijklmnopqrstuvwxyz", " ", " -", "=*#", "中国人一", "aé😀 ", "0123456789",
      " \t\r\n", "السلام عليكم",
    ]
    let alphabets = texts.map { Array($0.utf8) } + [Array(0...255)]
    for _ in 0..<600 {
      let alphabet = alphabets.randomElement(using: &random) ?? []
      let count = [3, 4, 10, 40, 63, 64, 65, 100, 300, 500].randomElement(using: &random) ?? 1
      let piece = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      var tokens: [TokenID] = []
      vocabulary.encode(piece: piece.span, into: &tokens)
      #expect(tokens == vocabulary.mergedAsDefined(piece))
    }
  }

  /// Windows in which a long piece is merged may be filled by one token.
  @Test(arguments: [Tokenizer.gpt2, .p50k, .cl100k, .o200k])
  func `pieces of long tokens are merged as defined`(_ tokenizer: Tokenizer) throws {
    let vocabulary = try #require(tokenizer.bytePair)
    var random = SeededGenerator(seed: 3)
    let long = (0..<TokenID(vocabulary.size)).map { vocabulary.bytes(of: $0) }
      .filter { $0.count >= 48 }
    let fillers = ["\u{FFFD}", "=", "ab", "½", "-", "中"].map { Array($0.utf8) }
    for _ in 0..<120 {
      let piece = (0..<Int.random(in: 2...5, using: &random)).flatMap { _ in
        let filler = fillers.randomElement(using: &random) ?? []
        let count = Int.random(in: 0...80, using: &random)
        return (long.randomElement(using: &random) ?? []) + (0..<count).flatMap { _ in filler }
      }
      var tokens: [TokenID] = []
      vocabulary.encode(piece: piece.span, into: &tokens)
      #expect(tokens == vocabulary.mergedAsDefined(piece))
    }
  }

  /// Rows of the table of three-byte tokens that leave no gap for another.
  @Test func `tokens of nearly every third byte are merged as defined`() throws {
    let pairs = (0..<8).map { [UInt8(95 + $0), UInt8(97)] }
    let triples = pairs.flatMap { pair in (0..<240).map { pair + [UInt8($0)] } }
    let tokenizer = try Tokenizer(
      name: "many", ranks: TokenTexts((0...255).map { [$0] } + pairs + triples),
      pretokenizer: .gpt2,
      specialTokens: [])
    let vocabulary = try #require(tokenizer.bytePair)
    var random = SeededGenerator(seed: 4)
    let bytes = Array("ab".utf8) + [0, 7, 97, 200, 250]
    for count in [1, 2, 3, 4, 5, 8, 13, 21, 34, 55, 64, 65, 89] {
      let piece = (0..<count).map { _ in bytes.randomElement(using: &random) ?? 0 }
      var tokens: [TokenID] = []
      vocabulary.encode(piece: piece.span, into: &tokens)
      #expect(tokens == vocabulary.mergedAsDefined(piece))
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `three bytes are merged as defined`(_ tokenizer: Tokenizer) throws {
    let vocabulary = try #require(tokenizer.bytePair)
    var random = SeededGenerator(seed: 2)
    let bytes = Array("aeinst ABé中\n\0".utf8) + [0xFF]
    for _ in 0..<20_000 {
      let piece = (0..<3).map { _ in bytes.randomElement(using: &random) ?? 0 }
      // With a byte before and after it, so that it is not looked up whole.
      let around = [0xC0] + piece + [0xC0]
      var tokens: [TokenID] = []
      vocabulary.encode(piece: around.span, into: &tokens)
      #expect(tokens == vocabulary.mergedAsDefined(around))
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `tokens lie in the order of their bytes`(_ tokenizer: Tokenizer) throws {
    let vocabulary = try #require(tokenizer.bytePair)
    var previous: [UInt8] = []
    for place in 0..<vocabulary.orderedCount {
      let bytes = vocabulary.bytes(of: vocabulary.orderedToken(place))
      #expect(previous.lexicographicallyPrecedes(bytes))
      previous = bytes
    }
    let prefix = Array(" the".utf8)
    let places = vocabulary.places(startingWith: prefix.span)
    let expected = (0..<TokenID(tokenizer.vocabularySize)).filter {
      vocabulary.bytes(of: $0).starts(with: prefix)
    }
    #expect(Set(places.map(vocabulary.orderedToken)) == Set(expected))
  }

  @Test func `every token is found by its bytes`() throws {
    for tokenizer in Vocabularies.all {
      guard let vocabulary = tokenizer.bytePair else { continue }
      for id in 0..<TokenID(tokenizer.vocabularySize) {
        let bytes = vocabulary.bytes(of: id)
        if !bytes.isEmpty { #expect(vocabulary.token(for: bytes.span) == id) }
      }
    }
  }
}
