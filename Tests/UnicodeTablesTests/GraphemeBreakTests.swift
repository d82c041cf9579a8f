import TestSupport
import Testing
import UnicodeTables

struct GraphemeBreakTests {
  /// Each kind that the rules tell apart: letter, control, marks, joiner, flags, emoji, jamo, conjunct.
  private static let alphabet: [UInt32] = [
    0x61, 0x0A, 0x0D, 0x301, 0x903, 0x200D, 0x200C, 0x600, 0x1F1E9, 0x1F1EA, 0x1F469, 0x2764,
    0x1F3FD, 0x1100, 0x1161, 0x11A8, 0xAC00, 0xAC01, 0x915, 0x937, 0x94D, 0x93C,
  ]

  /// The definition: Swift's own characters.
  private func ends(_ before: [UInt32], _ after: UInt32) -> Bool {
    func text(_ scalars: [UInt32]) -> String {
      var text = ""
      for scalar in scalars.compactMap(Unicode.Scalar.init) { text.unicodeScalars.append(scalar) }
      return text
    }
    let whole = text(before + [after])
    let place = whole.utf8.index(whole.startIndex, offsetBy: text(before).utf8.count)
    return whole.indices.contains(place)
  }

  @Test func `characters end where Swift's do`() {
    var generator = SeededGenerator(seed: 29)
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...6, using: &generator)
      let before = (0..<count).map { _ in
        Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
      }
      let after = Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
      #expect(
        GraphemeBreak.isBoundary(after: before, before: after) == ends(before, after),
        "\(before.map { String($0, radix: 16) }) \(String(after, radix: 16))")
    }
  }

  @Test func `what is unfinished says what it waits for`() {
    #expect(GraphemeBreak.unfinished([0x1F1E9])?.contains("flag") == true)
    #expect(GraphemeBreak.unfinished([0x1F1E9, 0x1F1EA]) == nil)
    #expect(GraphemeBreak.unfinished([0x1F469, 0x1F3FD, 0x200D])?.contains("emoji") == true)
    #expect(GraphemeBreak.unfinished([0x61, 0x200D]) == nil)
    #expect(GraphemeBreak.unfinished([0x915, 0x94D])?.contains("conjunct") == true)
    #expect(GraphemeBreak.unfinished([0x61, 0x301]) == nil)
    #expect(GraphemeBreak.unfinished([]) == nil)
  }
}
