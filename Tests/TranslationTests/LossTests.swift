import TestSupport
import Testing
import Tokenizers
import Translation
import Vocabularies

@Suite struct LossTests {
  @Test func `the sentence of the facts goes from cl100k to bert`() throws {
    let ids: [TokenID] = [9906, 11, 856, 836, 374, 11519, 323, 358, 1093, 25977, 13]
    let translation = try Translation(
      of: ids, from: .cl100k, to: .bertBaseUncased, addSpecialTokens: true)
    #expect(translation.text == Array("Hello, my name is Mike and I like purple.".utf8))
    #expect(
      translation.roundTrip
        == Array("[CLS] hello, my name is mike and i like purple. [SEP]".utf8))
    let naive = String(decoding: translation.naive ?? [], as: UTF8.self)
    #expect(
      naive == "lately [unused10] [unused851] [unused831] [unused369] decent [unused318]"
        + " [unused353] ¾ olympian [unused12]")
    #expect(translation.losses.map(\.kind) == [.letterCase, .letterCase, .letterCase])
    #expect(translation.losses.map(\.range) == [0..<1, 18..<19, 27..<28])
  }

  @Test func `line breaks and tabs become one space`() {
    let translation = Translation(
      of: Array("start\r\n\n\t\t\tend".utf8), from: .cl100k, to: .bertBaseUncased)
    #expect(translation.roundTrip == Array("start end".utf8))
    #expect(translation.losses.map(\.kind) == [.whitespace])
    #expect(translation.losses.first?.range == 5..<11)
    #expect(translation.losses.first?.after == [UInt8(ascii: " ")])
  }

  /// A loss as a test writes it.
  struct Expected: Sendable {
    let kind: Loss.Kind
    let range: Range<Int>
    let before: String
    let after: String

    init(_ kind: Loss.Kind, _ range: Range<Int>, _ before: String, _ after: String) {
      self.kind = kind
      self.range = range
      self.before = before
      self.after = after
    }
  }

  @Test(arguments: [
    ("plain words.", []),
    ("Mike", [Expected(.letterCase, 0..<1, "M", "m")]),
    (
      "ÉCOLE",
      [
        Expected(.letterCase, 0..<2, "É", "e"), Expected(.accent, 0..<2, "É", "e"),
        Expected(.letterCase, 2..<6, "COLE", "cole"),
      ]
    ),
    ("e\u{301}t", [Expected(.accent, 1..<3, "\u{301}", "")]),
    ("naïve", [Expected(.accent, 2..<4, "ï", "i")]),
    ("Straße", [Expected(.letterCase, 0..<1, "S", "s")]),
    ("İ", [Expected(.letterCase, 0..<2, "İ", "i"), Expected(.accent, 0..<2, "İ", "i")]),
    (
      " a  b ",
      [
        Expected(.whitespace, 0..<1, " ", ""), Expected(.whitespace, 3..<4, " ", ""),
        Expected(.whitespace, 5..<6, " ", ""),
      ]
    ),
    ("a\u{A0}b", [Expected(.whitespace, 1..<3, "\u{A0}", " ")]),
    ("a\0b", [Expected(.controlCharacter, 1..<2, "\0", "")]),
    ("zero\u{200B}width", [Expected(.controlCharacter, 4..<7, "\u{200B}", "")]),
    ("a😀b c", [Expected(.unknownWord, 0..<6, "a😀b", "[UNK]")]),
    ("中文", [Expected(.whitespace, 3..<3, "", " ")]),
    ("x+y", [Expected(.whitespace, 1..<1, "", " "), Expected(.whitespace, 2..<2, "", " ")]),
    ("한", [Expected(.unnormalizedForm, 0..<3, "한", "\u{1112}\u{1161}\u{11AB}")]),
    ("\u{F9F7}", [Expected(.unnormalizedForm, 0..<3, "\u{F9F7}", "\u{7ACB}")]),
  ]) func `each loss is located and named`(text: String, expected: [Expected]) {
    let losses = Translation(of: Array(text.utf8), to: .bertBaseUncased).losses
    #expect(
      losses
        == expected.map {
          Loss(
            kind: $0.kind, range: $0.range, before: Array($0.before.utf8),
            after: Array($0.after.utf8))
        })
  }

  @Test func `the losses account for every change`() {
    var generator = EditGenerator(seed: 5)
    var coarse = 0
    for _ in 0..<3000 {
      let text = generator.text(atoms: 1 + generator.number(below: 8))
      let translation = Translation(of: text, to: .bertBaseUncased)
      var rebuilt: [UInt8] = []
      var end = 0
      var last: Range<Int>?
      for loss in translation.losses where loss.range != last {
        rebuilt += text[end..<loss.range.lowerBound] + loss.after
        #expect(loss.before == Array(text[loss.range]))
        end = loss.range.upperBound
        last = loss.range
      }
      rebuilt += text[end...]
      #expect(rebuilt == translation.roundTrip)
      coarse +=
        translation.losses.contains { 40 < $0.range.count && $0.kind == .unnormalizedForm } ? 1 : 0
    }
    #expect(coarse == 0)
  }

  @Test func `ids of bert come back with their template named`() throws {
    let ids: [TokenID] = [101, 7592, 2088, 102]
    let translation = try Translation(of: ids, from: .bertBaseUncased, to: .cl100k)
    #expect(translation.text == Array("[CLS] hello world [SEP]".utf8))
    #expect(translation.losses.map(\.kind) == [.specialToken, .specialToken])
    #expect(translation.losses.map(\.range) == [0..<5, 18..<23])
    let back = try Translation(of: ids, from: .bertBaseUncased, to: .bertBaseUncased)
    #expect(back.targetIDs == ids)
    #expect(back.isLossless)
  }
}
