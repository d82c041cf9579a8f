import TestSupport
import Testing

@testable import PromptPictures

/// A text is cut into pieces, and pieces into glyphs, without a byte lost or shown twice.
struct PieceTests {
  @Test func `pieces of any tokens are the text, part by part`() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      let length = Int.random(in: 0...20, using: &random)
      var tokens: [PictureToken] = []
      var start = 0
      while start < length, tokens.count < 12 {
        start += Int.random(in: 0...2, using: &random)
        let lower = min(start, length)
        let upper = Int.random(in: lower...min(length, lower + 4), using: &random)
        tokens.append(PictureToken(id: tokens.count, range: lower..<upper))
        if Bool.random(using: &random) { start = upper }
      }
      let lower = Int.random(in: 0...length, using: &random)
      let part = lower..<Int.random(in: lower...length, using: &random)
      let pieces = Piece.pieces(of: tokens, in: part)
      #expect(pieces.flatMap(\.range).elementsEqual(part))
      // Each token that has bytes there is in a piece.
      let shown = Set(pieces.flatMap(\.tokens))
      for (index, token) in tokens.enumerated() where token.range.overlaps(part) {
        #expect(shown.contains(index))
      }
    }
  }

  @Test func `tokens of one character share its piece`() {
    let tokens = [0..<2, 2..<5, 2..<5, 6..<7, 7..<7].enumerated().map {
      PictureToken(id: $0, range: $1)
    }
    let pieces = Piece.pieces(of: tokens, in: 0..<7)
    #expect(pieces.map(\.range) == [0..<2, 2..<5, 5..<6, 6..<7, 7..<7])
    #expect(pieces.map(\.tokens) == [0..<1, 1..<3, 3..<3, 3..<4, 4..<5])
  }

  @Test func `glyphs of any bytes are the bytes in order`() throws {
    var texts = try GeneratedTexts()
    var random = SeededGenerator(seed: 2)
    for _ in 0..<2000 {
      let text = texts.next()
      let lower = Int.random(in: 0...text.count, using: &random)
      let range = lower..<Int.random(in: lower...text.count, using: &random)
      let glyphs = Glyph.glyphs(of: range, in: text[...])
      #expect(glyphs.flatMap(\.range).elementsEqual(range))
    }
  }

  @Test(arguments: [
    ("a b\t\r\n", "a·b⇥␍↵"), ("e\u{301}", "e\u{301}"), ("\u{301}e", "◌\u{301}e"),
    ("👩\u{200D}💻", "👩\u{200D}💻"), ("👩\u{200D}", "👩⟨ZWJ⟩"), ("a\u{200D}b", "a⟨ZWJ⟩b"),
    ("🇩🇪🇫", "🇩🇪🇫"), ("1\u{FE0F}\u{20E3}", "1\u{FE0F}\u{20E3}"), ("x\u{FE0F}", "x⟨VS16⟩"),
    ("\u{FEFF}\u{A0}\u{200B}\u{AD}", "⟨BOM⟩⟨NBSP⟩⟨ZWSP⟩⟨SHY⟩"), ("\u{202E}\u{2066}", "⟨RLO⟩⟨LRI⟩"),
    ("\u{0}\u{1B}\u{7F}\u{9B}", "␀␛␡⟨U+009B⟩"), ("\u{E000}\u{FFFF}", "⟨U+E000⟩⟨U+FFFF⟩"),
    ("\u{3000}你", "⟨IDSP⟩你"), ("\u{1F1E9}\n", "\u{1F1E9}↵"),
  ])
  func `what cannot be seen is named`(_ text: String, _ shown: String) {
    let bytes = Array(text.utf8)
    let glyphs = Glyph.glyphs(of: 0..<bytes.count, in: bytes[...])
    #expect(glyphs.map(\.marked).joined().unicodeScalars.elementsEqual(shown.unicodeScalars))
  }

  @Test func `bytes that are no character are shown as bytes`() {
    let bytes: [UInt8] = [0x61, 0xE2, 0x82, 0x62, 0xFF, 0xF0, 0x9F]
    let glyphs = Glyph.glyphs(of: 0..<7, in: bytes[...])
    #expect(glyphs.map(\.marked).joined() == "a⟨E2⟩⟨82⟩b⟨FF⟩⟨F0⟩⟨9F⟩")
  }

  @Test func `wide characters take two columns`() {
    func columns(_ text: String) -> [Int] {
      let bytes = Array(text.utf8)
      return Glyph.glyphs(of: 0..<bytes.count, in: bytes[...]).map(\.columns)
    }
    #expect(columns("a你é") == [1, 2, 1])
    #expect(columns("👩\u{200D}💻🇩🇪❤\u{FE0F}👍🏽") == [2, 2, 2, 2])
    #expect(columns("한ｆ￥\u{1100}\u{1161}") == [2, 2, 2, 2])
  }
}
