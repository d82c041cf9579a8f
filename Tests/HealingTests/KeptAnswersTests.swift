import Healing
import TestSupport
import Testing
import Tokenizers
import Vocabularies

/// What a healer keeps from one keystroke to the next, against one that has nothing kept.
struct KeptAnswersTests {
  private static let ends = [
    "", " ", "  ", "\n", "\n    ", "\n        ", "\t", " the", "'", "1", ".",
  ]

  @Test func `gives the same covering the second time`() throws {
    let tokenizer = try #require(Vocabularies.all.first { $0.name == "cl100k_base" })
    let warm = try #require(Healer(tokenizer))
    var random = SeededGenerator(seed: 5)
    for _ in 0..<3 {
      let fresh = try #require(Healer(tokenizer))
      for _ in 0..<4 {
        let text = (0..<3).map { _ in
          Self.ends[Int.random(in: 0..<Self.ends.count, using: &random)]
        }
        let prompt = Array(("if x" + text.joined()).utf8)
        _ = try warm.boundary(of: prompt.span)
        try compare(warm.boundary(of: prompt.span), fresh.boundary(of: prompt.span))
      }
    }
  }

  private func compare(_ one: Boundary, _ other: Boundary) throws {
    #expect(one.stable == other.stable)
    try #require(one.tree.contexts.count == other.tree.contexts.count)
    for (left, right) in zip(one.tree.contexts, other.tree.contexts) {
      #expect(left.token == right.token && left.leaves.elementsEqual(right.leaves))
    }
  }
}
