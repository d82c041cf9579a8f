import TestSupport
import Testing
import Vocabularies

@testable import Tokenizers

@Suite struct PatternTests {
  /// The patterns of the hand-written pretokenizers, in the engines' own words.
  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
  private static let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
  private static let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
  private static func llama(_ numbers: String) -> String {
    contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  static let known: [(Pretokenizer, String, Pattern.Dialect)] = [
    (
      .gpt2, #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#,
      .rust
    ),
    (
      .gpt2, #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
      .oniguruma
    ),
    (
      .cl100k,
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"#
        + #"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#, .rust
    ),
    (.llama3, llama(#"\p{N}{1,3}"#), .oniguruma), (.qwen2, llama(#"\p{N}"#), .oniguruma),
    (
      .o200k,
      #"[^\r\n\p{L}\p{N}]?"# + upper + "*" + lower + "+" + contractions + "?"
        + #"|[^\r\n\p{L}\p{N}]?"# + upper + "+" + lower + "*" + contractions + "?"
        + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#, .oniguruma
    ),
  ]

  @Test(arguments: known)
  func `patterns of the hand-written pretokenizers cut as these do`(
    _ pretokenizer: Pretokenizer, _ pattern: String, _ dialect: Pattern.Dialect
  ) throws {
    let path = GeneralPath(
      cuts: [.split(try SharedPattern(pattern, dialect), .isolated, inverted: false)])
    var texts = try GeneratedTexts()
    for _ in 0..<4000 {
      let text = texts.next()
      var expected: [[UInt8]] = []
      var place = 0
      while place < text.count {
        let end = pretokenizer.endOfPiece(in: text.span, from: place)
        expected.append(Array(text[place..<end]))
        place = end
      }
      #expect(pieces(text, path) == expected)
    }
  }

  private func pieces(_ text: [UInt8], _ path: GeneralPath) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    unsafe text.withUnsafeBufferPointer { buffer in
      unsafe path.forEachPiece(buffer, 0..<buffer.count) { bytes, _ in pieces.append(Array(bytes)) }
    }
    return pieces
  }

  private func split(
    _ pattern: String, _ text: String, _ behavior: CuttingStep.Behavior = .isolated
  ) throws -> [String] {
    let path = GeneralPath(cuts: [.split(try SharedPattern(pattern), behavior, inverted: false)])
    return pieces(Array(text.utf8), path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `quantifiers take as much as they say`() throws {
    #expect(try split("a+?", "aaa") == ["a", "a", "a"])
    #expect(try split("a{2,3}", "aaaaaaa") == ["aaa", "aaa", "a"])
    #expect(try split("a{2,3}?", "aaaaa") == ["aa", "aa", "a"])
    #expect(try split("(?:ab|a)(?:bc)?", "abbc") == ["abbc"])
    #expect(try split("a|ab", "abab") == ["a", "b", "a", "b"])
    #expect(try split("x*", "axxb") == ["a", "xx", "b"])
  }

  @Test func `conditions look at one character`() throws {
    #expect(try split(#"a(?=b)"#, "aab") == ["a", "a", "b"])
    #expect(try split(#"a+(?!b)"#, "aaab") == ["aa", "ab"])
    #expect(try split(#"a$"#, "a\nba") == ["a", "\nb", "a"])
  }

  @Test(
    arguments: [
      (CuttingStep.Behavior.removed, ["a", "b", "c"]), (.isolated, ["a", "-", "b", "-", "-", "c"]),
      (.mergedWithPrevious, ["a-", "b-", "-", "c"]), (.mergedWithNext, ["a", "-b", "-", "-c"]),
      (.contiguous, ["a", "-", "b", "--", "c"]),
    ])
  func `what matches is dealt with as the behavior says`(
    _ behavior: CuttingStep.Behavior, _ expected: [String]
  ) throws {
    #expect(try split("-", "a-b--c", behavior) == expected)
  }

  @Test(
    arguments: [
      ("(?<=a)b", "a look behind"), ("(a)(?=bc)", "a look ahead at more than one character"),
      ("(?:ab)++", "a possessive repetition of more than one character"), (#"\bx"#, #""\b""#),
      ("^a", "\"^\", which looks behind"), (#"\p{Klingon}"#, "the property \"Klingon\""),
      ("(a", "a group without an end"), ("a)", "a \")\" too many"), ("[a", "a set without an end"),
      ("(?x:a)", "the option \"x\""), ("a{2000}", "an interval out of bounds"),
      (#"(a)\1"#, #""\1""#),
    ])
  func `what is not supported is named`(_ pattern: String, _ reason: String) {
    let error = #expect(throws: TokenizerError.self) { _ = try SharedPattern(pattern) }
    guard case .unsupportedPattern(let found, _) = error else {
      Issue.record("another error")
      return
    }
    #expect(found == reason)
  }

  @Test func `nested repetitions cost no more than others`() throws {
    // An engine that tries one way after the other would need 2 to the 5,000th steps.
    let text = String(repeating: "a", count: 5000)
    #expect(try split("(?:a+)+b|a", text).count == 5000)
    #expect(try split("(?:a|a)*c|a*", text).count == 1)
  }
}
