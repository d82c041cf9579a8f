import Healing
import TestSupport
import Testing
import Tokenizers

/// Prompts that end in a run of one character, far longer than any token, against the definition.
struct LongRunTests {
  /// Pretokenizers, the character that is repeated, and what else there is.
  static let kinds: [(Pretokenizer, run: String, other: String)] = [
    (.gpt2, "a", " "), (.cl100k, "a", "'"), (.o200k, "A", "a"), (.o200k, "a", "A"),
    (.gpt2, " ", "a"), (.cl100k, " ", "\n"), (.o200k, " ", "a"), (.smolLM, " ", "1"),
    (.gpt2, "\n", "a"), (.cl100k, "\n", " "), (.o200k, "\n", "!"), (.qwen2, "\n", "a"),
    (.gpt2, "1", " "), (.cl100k, "1", "a"), (.smolLM, "1", " "), (.llama3, "1", "a"),
    (.gpt2, "!", " "), (.o200k, "/", "\n"), (.gpt2, "é", " "),
  ]
  /// One of each that 100 KB are tried of: a letter, a space, a line end, a digit.
  static let longest = [0, 5, 9, 13]

  /// Characters that tokens are of at most.
  private static let mostCharacters = 4

  @Test(arguments: kinds.indices) func `the covering is that of the definition`(_ kind: Int) throws
  {
    var random = SeededGenerator(seed: UInt64(kind) + 1)
    for _ in 0..<3 {
      let count = Int.random(in: 500...1700, using: &random)
      try compare(Self.kinds[kind], count: count, &random)
    }
  }

  @Test(arguments: longest) func `so it is after 100 KB`(_ kind: Int) throws {
    var random = SeededGenerator(seed: UInt64(kind) + 100)
    let count = 100_000 + Int.random(in: 0..<6, using: &random)
    try compare(Self.kinds[kind], count: count, &random)
  }

  private func compare(
    _ kind: (Pretokenizer, run: String, other: String), count: Int,
    _ random: inout SeededGenerator
  ) throws {
    let tokenizer = try Self.vocabulary(of: kind, &random)
    let healer = try #require(Healer(tokenizer))
    let (run, other) = (Array(kind.run.utf8), Array(kind.other.utf8))
    var prompt = Bool.random(using: &random) ? other : []
    for _ in 0..<count { prompt += run }
    let boundary = try healer.boundary(of: prompt.span)
    #expect(boundary.naive == tokenizer.encode(prompt.span))
    let (tree, stable) = (boundary.tree, boundary.stable)
    var leaves = tree.contexts.indices.flatMap { context in
      tree.contexts[context].leaves.map { tree.path(of: context) + [$0] }
    }
    if leaves.isEmpty { leaves = [[]] }
    let known = Set(run + other)
    let followed = boundary.exactContexts.flatMap { context in
      healer.followers(of: context, in: boundary).filter { token in
        tokenizer.bytePair?.bytes(of: token).allSatisfy(known.contains) ?? false
      }.map { tree.path(of: context) + [$0] }
    }
    let definition = CoveringDefinition(
      prompt: prompt, continuations: Self.continuations(run, other), tokenizer: tokenizer)
    // All that some text begins with is found ...
    for leaf in definition.leaves {
      #expect(leaf.starts(with: stable) && leaves.contains(Array(leaf[stable.count...])))
      for next in definition.followers[leaf] ?? [] {
        #expect(followed.contains(leaf[stable.count...] + [next]))
      }
    }
    // ... and of all that is found there is a text.
    for path in leaves + followed {
      let bytes = prompt[..<boundary.stableBytes] + path.flatMap { healer.bytes(of: $0) }
      let hasText = Self.breaks.contains { next in
        let tokens = tokenizer.encode((Array(bytes) + next).span)
        return tokens.dropFirst(stable.count).starts(with: path)
      }
      #expect(hasText, "\(path) \(count)")
    }
  }

  /// What may end a run, a character of each kind.
  private static let breaks = ["", "a", " ", "!", "\n", "A", "1", "'", "/", " a", "Aa"].map {
    Array($0.utf8)
  }

  /// All texts of up to as many characters as a token has.
  private static func continuations(_ run: [UInt8], _ other: [UInt8]) -> [[UInt8]] {
    var layer: [[UInt8]] = [[]]
    var texts = layer
    for _ in 0..<mostCharacters {
      layer = layer.flatMap { [$0 + run, $0 + other] }
      texts += layer
    }
    return texts
  }

  private static func vocabulary(
    of kind: (Pretokenizer, run: String, other: String), _ random: inout SeededGenerator
  ) throws -> Tokenizer {
    let (run, other) = (Array(kind.run.utf8), Array(kind.other.utf8))
    var merges = run.count == 2 ? [(left: [run[0]], right: [run[1]])] : []
    // Mostly longer and longer stretches of the run.
    var parts = [run, run, other]
    for _ in 0..<8 {
      let left = parts[Int.random(in: 0..<parts.count, using: &random)]
      let right = parts[Int.random(in: 0..<parts.count, using: &random)]
      let merged = left + right
      guard merged.count <= mostCharacters * run.count, !parts.contains(merged) else { continue }
      merges.append((left, right))
      parts.append(merged)
    }
    return try .toy(merging: merges, pretokenizer: kind.0)
  }
}
