import TestSupport
import Testing

@testable import Tokenizers

@Suite struct SpecialTokenFinderTests {
  /// Words of one to six of three letters, so that most begin with another one.
  private static func word(_ random: inout SeededGenerator, most: Int = 6) -> [UInt8] {
    (0..<Int.random(in: 1...most, using: &random)).map { _ in
      UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "c"), using: &random)
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the leftmost and longest special token is found`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let words = (0..<Int.random(in: 0...40, using: &random)).map { _ in Self.word(&random) }
    let tokens = words.enumerated().map { index, word in
      SpecialToken(text: String(decoding: word, as: UTF8.self), id: TokenID(index))
    }
    let finder = SpecialTokenFinder(tokens)
    let text = Self.word(&random, most: 60) + [0xFF] + Self.word(&random, most: 60)
    for start in 0...text.count {
      let expected = (start..<text.count).lazy.compactMap { place in
        words.filter { text[place...].starts(with: $0) }.max { $0.count < $1.count }.map { word in
          (place..<place + word.count, words.firstIndex(of: word))
        }
      }.first
      let found = unsafe text.withUnsafeBufferPointer { unsafe finder.first(in: $0, from: start) }
      #expect(found?.range == expected?.0)
      #expect((found?.id).map(Int.init) == expected?.1)
    }
  }

  @Test func `where the longest must be a word of its own and is none, a shorter one counts`() {
    let finder = SpecialTokenFinder(
      [SpecialToken(text: "<a", id: 1), SpecialToken(text: "<abc", id: 2)], rules: [2: .wholeWord])
    for (text, id, end) in [("<abc", 2, 4), ("<abcd", 1, 2), ("<abc d", 2, 4)]
      as [(String, TokenID, Int)]
    {
      let found = unsafe Array(text.utf8).withUnsafeBufferPointer {
        unsafe finder.first(in: $0, from: 0)
      }
      #expect(found?.id == id)
      #expect(found?.range == 0..<end)
    }
  }
}
