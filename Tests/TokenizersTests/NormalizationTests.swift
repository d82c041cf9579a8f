import TestSupport
import Testing

@testable import Tokenizers

@Suite struct NormalizationTests {
  private func normalized(_ text: String, _ step: NormalizationStep) -> [UInt8] {
    var passage = unsafe Array(text.utf8).withUnsafeBufferPointer { buffer in
      unsafe Passage(buffer, 0..<buffer.count)
    }
    passage.normalize(step)
    return passage.bytes
  }

  @Test func `forms of a form are the forms of the text`() throws {
    var random = SeededGenerator(seed: 5)
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x24F, 0x300...0x36F, 0x5B0...0x5EA, 0x900...0x97F, 0x1100...0x11C2, 0x1E00...0x1FFF,
      0x3040...0x30FF, 0xAC00...0xACFF, 0xF900...0xFA0D,
    ]
    let scalars = ranges.flatMap { Array($0) }.compactMap(Unicode.Scalar.init)
    for _ in 0..<2000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        text.append(scalars.randomElement(using: &random) ?? "a")
      }
      for compatible in [false, true] {
        func form(_ text: [UInt8], composes: Bool) -> [UInt8] {
          normalized(
            String(decoding: text, as: UTF8.self),
            compatible ? .compatible(composes: composes) : .canonical(composes: composes))
        }
        let bytes = Array(String(text).utf8)
        let apart = form(bytes, composes: false)
        let joined = form(bytes, composes: true)
        #expect(form(apart, composes: false) == apart && form(joined, composes: true) == joined)
        #expect(form(apart, composes: true) == joined && form(joined, composes: false) == apart)
      }
    }
  }

  @Test func `marks are sorted by class, and joined to what they may join`() {
    // 202 before 230; what is between them does not keep a mark from its letter.
    #expect(
      normalized("e\u{301}\u{327}", .canonical(composes: false)) == Array("e\u{327}\u{301}".utf8))
    #expect(
      normalized("e\u{301}\u{327}", .canonical(composes: true)) == Array("\u{229}\u{301}".utf8))
    #expect(normalized("\u{1109}\u{1163}", .canonical(composes: true)) == Array("\u{C0E4}".utf8))
    #expect(normalized("\u{212B}", .canonical(composes: true)) == Array("\u{C5}".utf8))
    #expect(normalized("\u{958}", .canonical(composes: true)) == Array("\u{915}\u{93C}".utf8))
  }

  @Test func `texts that composition leaves alone are known`() throws {
    var random = SeededGenerator(seed: 6)
    let path = GeneralPath(normalization: [.canonical(composes: true)])
    let pool = Array(
      "aé e\u{301}\u{327}가각한\u{1100}\u{1161}\u{11A8}Å\u{212B}中ガか\u{3099}".unicodeScalars)
    for _ in 0..<3000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<5 { text.append(pool.randomElement(using: &random) ?? "a") }
      let bytes = Array(String(text).utf8)
      let isAlone = unsafe bytes.withUnsafeBufferPointer { unsafe path.leavesAlone($0) }
      if isAlone { #expect(normalized(String(text), .canonical(composes: true)) == bytes) }
    }
  }

  @Test func `sources lead back to the text`() {
    var passage = unsafe Array("xA\u{30A}ﬁ".utf8).withUnsafeBufferPointer { buffer in
      unsafe Passage(buffer, 0..<buffer.count)
    }
    passage.normalize(.compatible(composes: true))
    #expect(passage.bytes == Array("xÅfi".utf8))
    #expect(passage.sources == [0..<1, 1..<4, 1..<4, 4..<7, 4..<7])
    passage.normalize(.prepend([0x5F]))
    #expect(passage.sources.first == 0..<0)
    passage.normalize(.replace(.literal([0x66, 0x69]), by: [0x21]))
    #expect(passage.bytes == Array("_xÅ!".utf8))
    #expect(passage.sources.last == 4..<7)
  }
}
