import Foundation
import Healing
import TestSupport
import Testing
import Tokenizers

/// Healing against its definition on small random vocabularies: every way to write on is tried.
struct DefinitionTests {
  /// Cases to try; the bar is 10,000, which takes minutes: set `PROMPTLS_CASES`.
  static let cases =
    ProcessInfo.processInfo.environment["PROMPTLS_CASES"].flatMap { Int($0) } ?? 600

  /// Pretokenizers, characters that merge, and characters that do not.
  ///
  /// There is a character of each class for every lead byte, so that one can always be finished, and
  /// all leads go with all continuation bytes, so that no token leads out of the alphabet.
  static let kinds: [(Pretokenizer, merging: [String], others: [String])] = [
    (.gpt2, ["a", " ", "'", "s", "!"], []), (.gpt2, ["a", " ", "\n", "1", "!"], []),
    (.smolLM, ["a", " ", "\n", "1", "!"], []), (.cl100k, ["a", " ", "\n", "1", "!"], []),
    (.cl100k, ["a", " ", "'", "s", "\n"], []), (.o200k, ["a", "A", " ", "'", "s"], []),
    (.o200k, ["a", "A", "ʰ", "\n", "/"], ["ʱ", "ʀ"]),
    (.o200k, ["A", "a", "\u{301}", " ", "!"], ["\u{302}"]),
    (.gpt2, ["é", "è", " ", "a"], ["×", "ê"]),
    (.o200k, ["é", "É", " ", "a"], ["×", "ê", "Ê"]),
    (.cl100k, ["²", " ", "a", "\u{A0}"], ["¡", "ª", "³", "\u{85}"]),
    (.gpt2, ["ª", " ", "a", "\u{A0}"], ["¡", "²", "µ", "\u{85}"]),
    (.qwen2, ["a", " ", "\n", "1", "!"], []), (.llama3, ["a", " ", "\n", "1", "'"], []),
  ]

  @Test(arguments: kinds.indices)
  func `the law is the one of the definition`(_ kind: Int) throws {
    let (pretokenizer, merging, others) = Self.kinds[kind]
    let alphabet = (merging + others).map { Array($0.utf8) }
    var random = SeededGenerator(seed: UInt64(kind) + 1)
    let perVocabulary = 25
    for _ in 0..<max(1, Self.cases / Self.kinds.count / perVocabulary) {
      let tokenizer = try Self.vocabulary(
        of: alphabet.dropLast(others.count), pretokenizer, &random)
      let healer = try #require(Healer(tokenizer))
      for _ in 0..<perVocabulary {
        var prompt = (0..<Int.random(in: 0...6, using: &random))
          .flatMap { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
        if Int.random(in: 0..<3, using: &random) == 0 { _ = prompt.popLast() }
        let distance = try self.distance(
          healer, tokenizer, prompt, alphabet, seed: UInt64.random(in: 0...99, using: &random))
        #expect(
          distance <= 1e-9,
          "\(pretokenizer) \(String(decoding: prompt, as: UTF8.self).debugDescription)")
      }
    }
  }

  /// Total variation between the law of the next byte and its definition under a random model that
  /// gives nothing but tokens of the alphabet.
  private func distance(
    _ healer: Healer, _ tokenizer: Tokenizer, _ prompt: [UInt8], _ alphabet: [[UInt8]], seed: UInt64
  ) throws -> Double {
    let end = TokenID(tokenizer.vocabularySize - 1)
    let model = HashModel(count: tokenizer.vocabularySize, end: end, seed: seed)
    let bytes = Set(alphabet.joined())
    let possible = (0...end).map { id in
      id == end || Self.isSpelled(tokenizer.bytePair?.bytes(of: id) ?? [], alphabet, bytes)
    }
    func distribution(_ tokens: [TokenID]) -> [Double] {
      zip(model.distribution(after: tokens), possible).map { $1 ? $0 : 0 }
    }
    let boundary = try healer.boundary(of: prompt.span)
    let law = healer.firstEvents(
      after: boundary,
      distributions: boundary.tree.contexts.indices.map {
        distribution(boundary.stable + boundary.tree.path(of: $0))
      }, ends: [end], followers: healer.followers(in: boundary))
    let next = healer.nextBytes(law, after: boundary)
    let definition = CoveringDefinition(
      prompt: prompt, alphabet: alphabet, length: alphabet.count > 6 ? 3 : 4, tokenizer: tokenizer)
    let expected = definition.law(
      tokenizer, prompt: prompt.count, end: end, distribution: distribution)
    return zip(next.bytes + [next.end], expected).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }

  /// Whether bytes stand inside some text of the alphabet.
  private static func isSpelled(
    _ bytes: [UInt8], _ alphabet: [[UInt8]], _ known: Set<UInt8>
  ) -> Bool {
    guard bytes.allSatisfy(known.contains) else { return false }
    // Beginnings are tried at every offset of the alphabet's characters.
    return alphabet.contains { first in
      first.indices.contains { offset in continues(bytes[...], first[offset...], alphabet) }
    }
  }

  private static func continues(
    _ bytes: ArraySlice<UInt8>, _ character: ArraySlice<UInt8>, _ alphabet: [[UInt8]]
  ) -> Bool {
    if bytes.count <= character.count { return character.starts(with: bytes) }
    guard bytes.starts(with: character) else { return false }
    let rest = bytes.dropFirst(character.count)
    return alphabet.contains { continues(rest, $0[...], alphabet) }
  }

  /// A vocabulary with a few merges of the alphabet's bytes, none longer than two characters.
  private static func vocabulary(
    of alphabet: ArraySlice<[UInt8]>, _ pretokenizer: Pretokenizer, _ random: inout SeededGenerator
  ) throws -> Tokenizer {
    var parts = Array(Set(alphabet.joined())).sorted().map { [$0] }
    var merges: [(left: [UInt8], right: [UInt8])] = []
    for _ in 0..<Int.random(in: 3...9, using: &random) {
      let left = parts[Int.random(in: 0..<parts.count, using: &random)]
      let right = parts[Int.random(in: 0..<parts.count, using: &random)]
      guard (left + right).count <= 3, !parts.contains(left + right) else { continue }
      merges.append((left, right))
      parts.append(left + right)
    }
    return try .toy(merging: merges, pretokenizer: pretokenizer)
  }
}
