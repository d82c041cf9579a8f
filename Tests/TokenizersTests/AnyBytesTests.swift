import TestSupport
import Testing
import Tokenizers
import Vocabularies

@Suite struct AnyBytesTests {
  private func randomBytes(_ random: inout SeededGenerator) -> [UInt8] {
    let pool =
      Array("a 1!\n中é😀'".utf8) + [0x80, 0xC3, 0xE2, 0x82, 0xF0, 0x9F, 0xFF, 0xC0, 0xED, 0xA0]
    return (0..<Int.random(in: 0...40, using: &random)).map { _ in
      pool.randomElement(using: &random) ?? 0
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .p50k, .cl100k, .o200k])
  func `any bytes survive encoding and decoding`(_ tokenizer: Tokenizer) throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<5000 {
      let bytes = randomBytes(&random)
      let ids = tokenizer.encode(bytes.span)
      #expect(try tokenizer.decode(ids) == bytes)
      #expect(tokenizer.count(bytes.span) == ids.count)
      #expect(tokenizer.encoding(of: bytes.span).ids == ids)
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `pieces scanned one by one give the same tokens`(_ tokenizer: Tokenizer) throws {
    let vocabulary = try #require(tokenizer.bytePair)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<3000 {
      let bytes = randomBytes(&random)
      var ids: [TokenID] = []
      var place = 0
      while place < bytes.count {
        let end = tokenizer.pretokenizer.endOfPiece(in: bytes.span, from: place)
        vocabulary.encode(piece: Array(bytes[place..<end]).span, into: &ids)
        place = end
      }
      #expect(ids == tokenizer.encode(bytes.span))
    }
  }

  @Test func `BERT takes any bytes, and ranges lie in order`() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<5000 {
      let bytes = randomBytes(&random)
      let encoding = Tokenizer.bertBaseUncased.encoding(of: bytes.span)
      #expect(encoding.ids == Tokenizer.bertBaseUncased.encode(bytes.span))
      for (range, next) in zip(encoding.ranges, encoding.ranges.dropFirst()) {
        #expect(range.lowerBound <= next.lowerBound && next.upperBound <= bytes.count)
      }
    }
  }

  @Test(
    arguments: [
      ([0x61, 0x80], 1, 1, IllFormedUTF8.Reason.unexpectedByte),
      ([0xE2, 0x82], 0, 2, .unfinishedCharacter), ([0xE2, 0x82, 0x61], 0, 2, .brokenCharacter),
      ([0xED, 0xA0, 0x80], 0, 1, .brokenCharacter),
      ([0x61, 0xF0, 0x9F, 0x98], 1, 3, .unfinishedCharacter),
    ] as [([UInt8], Int, Int, IllFormedUTF8.Reason)])
  func `bytes that are no UTF-8 are named with their place`(
    _ bytes: [UInt8], _ offset: Int, _ length: Int, _ reason: IllFormedUTF8.Reason
  ) {
    let found = UTF8Decoding.firstIllFormed(in: bytes.span)
    #expect(found?.offset == offset && found?.length == length && found?.reason == reason)
  }

  @Test func `an id that the vocabulary lacks is named with its place`() {
    #expect(throws: TokenizerError.invalidTokenID(id: 50257, at: 1)) {
      _ = try Tokenizer.gpt2.decode([1, 50257])
    }
    #expect(throws: TokenizerError.invalidTokenID(id: 30522, at: 0)) {
      _ = try Tokenizer.bertBaseUncased.decode([30522])
    }
  }

  @Test func `the facts that the product must reproduce`() throws {
    let sentence = Array("Hello, my name is Mike and I like purple.".utf8)
    let ids: [TokenID] = [9906, 11, 856, 836, 374, 11519, 323, 358, 1093, 25977, 13]
    #expect(Tokenizer.cl100k.encode(sentence.span) == ids)
    let bert = Tokenizer.bertBaseUncased
    let misread = try bert.decode(ids)
    #expect(
      String(decoding: misread, as: UTF8.self)
        == "lately [unused10] [unused851] [unused831] [unused369] decent [unused318] [unused353] "
        + "¾ olympian [unused12]")
    let right = try bert.decode(bert.encode(sentence.span, addSpecialTokens: true))
    #expect(
      String(decoding: right, as: UTF8.self)
        == "[CLS] hello, my name is mike and i like purple. [SEP]")
  }
}
