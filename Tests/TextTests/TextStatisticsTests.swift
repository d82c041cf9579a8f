import Testing
import Text

@Suite struct TextStatisticsTests {
  @Test(arguments: [
    ("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\r\nb\r", 2), ("\n\n", 2), ("a\u{2028}b", 1),
  ])
  func `a final line break begins no line`(text: String, lines: Int) {
    #expect(TextStatistics(of: Array(text.utf8).span).lines == lines)
  }

  @Test(arguments: [
    ("", 0), (" ", 0), ("two words", 2), ("don't stop.", 2), ("中文 字", 2),
    ("a\u{3000}b\u{A0}c", 3), ("\u{200B}", 1),
  ])
  func `words are what stands between white space`(text: String, words: Int) {
    #expect(TextStatistics(of: Array(text.utf8).span).words == words)
  }

  @Test func `counts agree with their definitions, cut anywhere`() {
    var generator = TextGenerator(seed: 1)
    for _ in 0..<300 {
      let flat = FlatDocument(bytes: generator.text(atoms: generator.number(below: 40)))
      let whole = TextStatistics(of: flat.bytes.span)
      #expect(whole.bytes == flat.bytes.count)
      #expect(whole.scalars == flat.scalars.count)
      #expect(whole.utf16Units == String(decoding: flat.bytes, as: UTF8.self).utf16.count)
      #expect(whole.lineBreaks == flat.breaks.count)
      #expect(whole.words == flat.wordCount)
      let cut = generator.range(in: flat).lowerBound
      let parts =
        TextStatistics(of: flat.bytes.span.extracting(first: cut))
        + TextStatistics(of: flat.bytes.span.extracting(droppingFirst: cut))
      #expect(parts == whole)
    }
  }
}
