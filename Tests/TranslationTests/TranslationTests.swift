import TestSupport
import Testing
import Tokenizers
import Translation
import Vocabularies

@Suite struct TranslationTests {
  @Test func `byte-pair vocabularies lose nothing`() throws {
    let text = Array("start\r\n\n\t\t\tend Été 😀 \u{0} <|endoftext|>".utf8)
    let translation = Translation(of: text, from: .cl100k, to: .o200k)
    #expect(translation.isLossless)
    #expect(translation.text == text)
    #expect(translation.roundTrip == text)
    #expect(translation.targetIDs == Tokenizer.o200k.encode(text.span))
    #expect(translation.sourceIDs == Tokenizer.cl100k.encode(text.span))
    let back = try Translation(of: translation.targetIDs, from: .o200k, to: .cl100k)
    #expect(back.targetIDs == translation.sourceIDs)
  }

  @Test func `ids of one vocabulary spell something else in another`() throws {
    let ids: [TokenID] = [16833, 3626, 6100]
    let translation = try Translation(of: ids, from: .gpt2, to: .cl100k)
    #expect(translation.text == Array("every effort moves".utf8))
    #expect(translation.naive == (try? Tokenizer.cl100k.decode(ids)))
    #expect(translation.naive != translation.text)
  }

  @Test func `an id that the target has not is named`() throws {
    let translation = try Translation(of: [199_000, 13], from: .o200k, to: .gpt2)
    #expect(translation.naive == Array("[no token 199000].".utf8))
  }

  @Test func `an id that the source has not is an error`() {
    #expect(throws: TokenizerError.invalidTokenID(id: 60_000, at: 1)) {
      try Translation(of: [40, 60_000], from: .gpt2, to: .cl100k)
    }
  }

  @Test func `a special token becomes the target's token of the same name`() throws {
    let translation = try Translation(of: [40, 50256, 40], from: .gpt2, to: .cl100k)
    #expect(translation.targetIDs == [40, 100_257, 40])
    #expect(translation.isLossless)
  }

  @Test func `a special token that the target has not is read as text`() throws {
    let translation = try Translation(of: [40, 100_258], from: .cl100k, to: .gpt2)
    let name = Array("<|fim_prefix|>".utf8)
    #expect(translation.text == Array("I".utf8) + name)
    #expect(
      translation.losses == [Loss(kind: .specialToken, range: 1..<15, before: name, after: name)])
  }

  @Test func `ids that hold a part of a character lose it`() throws {
    let emoji = Tokenizer.gpt2.encode(Array("😀".utf8).span)
    let translation = try Translation(of: Array(emoji.dropLast()), from: .gpt2, to: .cl100k)
    #expect(!translation.isLossless)
    #expect(translation.losses.map(\.kind) == [.splitCharacter])
    #expect(translation.losses.first?.range == 0..<3)
    #expect(translation.text == Array("\u{FFFD}".utf8))
  }

  @Test func `nothing translates to nothing`() throws {
    let translation = try Translation(of: [], from: .gpt2, to: .o200k)
    #expect(translation.isLossless)
    #expect(translation.targetIDs.isEmpty)
  }
}
