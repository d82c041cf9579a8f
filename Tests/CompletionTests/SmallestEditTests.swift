import Completion
import Healing
import Model
import PromptAnalysis
import TestSupport
import Testing
import Tokenizers

/// The smallest edit of a prompt's end against all of them, on small random vocabularies.
struct SmallestEditTests {
  private static let kinds: [(Pretokenizer, alphabet: [String])] = [
    (.gpt2, ["a", " ", "'", "s"]), (.gpt2, ["a", " ", "\n", "1"]),
    (.cl100k, ["a", " ", "\n", "!"]), (.o200k, ["a", "A", " ", "/"]), (.gpt2, ["é", "a", " "]),
  ]

  @Test(arguments: kinds.indices)
  func `no shorter edit mends a prompt than the one that is found`(_ kind: Int) throws {
    var random = SeededGenerator(seed: UInt64(kind) + 1)
    var found = 0
    for _ in 0..<8 {
      let example = try Example(Self.kinds[kind].0, Self.kinds[kind].alphabet, &random)
      for _ in 0..<5 {
        let prompt = example.prompt(&random)
        let harms = try example.harms(ofBeginningsOf: prompt)
        // An end on the threshold may fall to either side.
        if harms.contains(where: { abs($0.harm - Harm.threshold) < 1e-3 }) { continue }
        guard let last = harms.last, last.harm >= Harm.threshold else { continue }
        let best = harms.dropLast().last { $0.harm < Harm.threshold && $0.end > 0 }
        let edit = try example.search(prompt)
        let text = String(decoding: prompt, as: UTF8.self)
        #expect(edit?.length == best.map { prompt.count - $0.end }, "\(text.debugDescription)")
        if let edit, let best {
          #expect(abs(edit.harm.probability - best.harm) <= 2e-4, "\(text.debugDescription)")
          found += 1
        }
      }
    }
    #expect(found >= 5)
  }

  private struct Example {
    let alphabet: [[UInt8]]
    let completer: Completer
    let model: AlphabetModel
    let tokenizer: Tokenizer

    init(
      _ pretokenizer: Pretokenizer, _ characters: [String], _ random: inout SeededGenerator
    ) throws {
      alphabet = characters.map { Array($0.utf8) }
      var parts = Array(Set(alphabet.joined())).sorted().map { [$0] }
      var merges: [(left: [UInt8], right: [UInt8])] = []
      for _ in 0..<7 {
        let left = parts[Int.random(in: 0..<parts.count, using: &random)]
        let right = parts[Int.random(in: 0..<parts.count, using: &random)]
        guard (left + right).count <= 3, !parts.contains(left + right) else { continue }
        merges.append((left, right))
        parts.append(left + right)
      }
      tokenizer = try .toy(merging: merges, pretokenizer: pretokenizer)
      let end = TokenID(tokenizer.vocabularySize - 1)
      completer = Completer(tokenizer: tokenizer, ends: [end], begin: end)
      model = AlphabetModel(
        model: HashModel(
          count: tokenizer.vocabularySize, end: end, seed: UInt64.random(in: 0...99, using: &random)
        ),
        tokenizer: tokenizer, alphabet: Set(alphabet.joined()))
    }

    func prompt(_ random: inout SeededGenerator) -> [UInt8] {
      (0..<Int.random(in: 2...7, using: &random)).flatMap { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
    }

    func search(_ prompt: [UInt8]) throws -> SmallestEdit? {
      let context = IntegerContext(model, vocabularySize: tokenizer.vocabularySize)
      return try SmallestEdit.search(prompt) { (prompts: [[UInt8]]) throws -> [PreparedPrompt] in
        let prepared = prompts.map { completer.prepare([.text($0)], options: .firstToken) }
        try completer.askTogether(about: prepared, model: context)
        return prepared
      } harm: { prepared throws -> Harm? in
        try completer.weigh(prepared, model: context).map {
          Harm(probability: $0.harm, bits: $0.bits, isEstimate: false)
        }
      }
    }

    /// The harm of every beginning of a prompt, by its definition.
    func harms(ofBeginningsOf prompt: [UInt8]) throws -> [(end: Int, harm: Double)] {
      (0...prompt.count).filter { $0 == prompt.count || prompt[$0] & 0xC0 != 0x80 }.map { end in
        (end, harm(of: Array(prompt[..<end])))
      }
    }

    private func harm(of prompt: [UInt8]) -> Double {
      if prompt.isEmpty { return 0 }
      let covering = CoveringDefinition(
        prompt: prompt, alphabet: alphabet, length: 3, tokenizer: tokenizer)
      func weight(_ leaf: [TokenID]) -> Double {
        leaf.indices.reduce(1) { $0 * model.distribution(after: leaf[..<$1])[Int(leaf[$1])] }
      }
      let naive = tokenizer.encode(prompt.span)
      let total = covering.leaves.reduce(0) { $0 + weight($1) }
      return 1 - (covering.leaves.contains(naive) ? weight(naive) : 0) / total
    }
  }
}
