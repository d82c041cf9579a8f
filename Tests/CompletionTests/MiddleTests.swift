import Completion
import Healing
import Model
import TestSupport
import Testing
import Tokenizers

/// Middles against their definition on small random vocabularies: every text is encoded in all ways
/// that what follows it may bring about.
struct MiddleTests {
  /// Pretokenizers and the characters that texts are of.
  static let kinds: [(Pretokenizer, alphabet: [String])] = [
    (.gpt2, ["a", " ", "'", "s"]), (.gpt2, ["a", " ", "\n", "1"]),
    (.smolLM, ["a", " ", "\n", "!"]),
    (.cl100k, ["a", " ", "\n", "1"]), (.o200k, ["a", "A", " ", "'", "s"]),
    (.llama3, ["a", " ", "s", "'"]),
  ]

  @Test(arguments: kinds.indices)
  func `what a middle is said to weigh is what its covering weighs`(_ kind: Int) throws {
    var random = SeededGenerator(seed: UInt64(kind) + 1)
    for _ in 0..<20 {
      let example = try Example(Self.kinds[kind], &random)
      var options = CompletionOptions()
      options.suffix = example.suffix(tolerance: 0)
      options.sampling.temperature = 1
      options.sampling.seed = UInt64.random(in: 0...99, using: &random)
      let result = try example.complete(options)
      let middle = try #require(result.middle)
      #expect(abs(middle.logprob - example.logprob(of: result.text)) < 1e-4)
      #expect(abs(try #require(middle.emptyLogprob) - example.logprob(of: [])) < 1e-4)
    }
  }

  @Test(arguments: kinds.indices)
  func `no middle that a wide search can find is better`(_ kind: Int) throws {
    var random = SeededGenerator(seed: UInt64(kind) + 100)
    for _ in 0..<4 {
      let example = try Example(Self.kinds[kind], &random)
      var options = CompletionOptions()
      var suffix = example.suffix(tolerance: 0)
      (suffix.width, suffix.depth, suffix.candidates) = (1000, 2, 100_000)
      options.suffix = suffix
      let result = try example.complete(options)
      let best = try #require(result.middle).logprob
      #expect(abs(best - example.logprob(of: result.text)) < 2e-3)
      for one in example.alphabet {
        #expect(example.logprob(of: one) <= best + 2e-3)
        for two in example.alphabet { #expect(example.logprob(of: one + two) <= best + 2e-3) }
      }
    }
  }

  @Test func `the ids spell the prompt's end, the middle and what they say of the suffix`() throws {
    var random = SeededGenerator(seed: 7)
    for index in 0..<60 {
      let example = try Example(Self.kinds[index % Self.kinds.count], &random)
      var options = CompletionOptions()
      options.suffix = example.suffix(tolerance: 1e-3)
      options.maxTokens = 3
      let result = try example.complete(options)
      let reach = try #require(result.middle).reach
      let spelled = result.ids.flatMap { example.completer.healer?.bytes(of: $0) ?? [] }
      #expect(spelled == result.healing.backedUpBytes + result.text + example.behind.prefix(reach))
      #expect(!result.text.isEmpty)
    }
  }

  @Test func `a cancelled search says so and leaves the model as it was`() throws {
    var random = SeededGenerator(seed: 8)
    let example = try Example(Self.kinds[0], &random)
    var options = CompletionOptions()
    options.suffix = example.suffix(tolerance: 1e-3)
    let context = example.context()
    var asked = 0
    let result = try example.completer.complete(
      [.text(example.prompt)], options: options, model: context,
      isCancelled: {
        asked += 1
        return asked > 3
      })
    #expect(result.finishReason == .cancelled && result.text.isEmpty)
    let again = try example.completer.complete(
      [.text(example.prompt)], options: options, model: context)
    #expect(again.text == (try example.complete(options)).text)
  }

  @Test func `a middle is found where nothing would be impossible`() throws {
    // Half a character stands before the place, and what is behind it does not finish it.
    let tokenizer = try Tokenizer.toyEnglish()
    let end = TokenID(tokenizer.vocabularySize - 1)
    let completer = Completer(tokenizer: tokenizer, ends: [end], begin: end)
    let context = IntegerContext(
      HashModel(count: tokenizer.vocabularySize, end: end, seed: 3),
      vocabularySize: tokenizer.vocabularySize)
    var options = CompletionOptions()
    options.suffix = Suffix(Array("the end".utf8))
    let result = try completer.complete(
      [.text(Array("and \u{E9}".utf8).dropLast())], options: options, model: context)
    let middle = try #require(result.middle)
    #expect(middle.emptyLogprob == nil)
    #expect(middle.logprob.isFinite)
  }

  @Test func `what is weighed ends behind a word and never inside a character`() {
    func weighed(_ text: String, _ window: Int) -> String {
      var suffix = Suffix(Array(text.utf8))
      suffix.window = window
      return String(decoding: suffix.weighed, as: UTF8.self)
    }
    #expect(weighed(" is Paris, of course", 32) == " is Paris, of course")
    #expect(weighed(" is Paris, of course", 12) == " is Paris,")
    #expect(weighed(" is Paris, of course", 10) == " is Paris,")
    #expect(weighed("unbroken", 4) == "unbr")
    #expect(weighed("    deep", 3) == "   ")
    #expect(weighed("ééé", 3) == "é")
    #expect(weighed("", 3) == "")
  }
}

/// A random vocabulary, a prompt and a text behind it, and a model that gives nothing but tokens of the
/// alphabet.
private struct Example {
  let alphabet: [[UInt8]]
  let tokenizer: Tokenizer
  let completer: Completer
  let prompt: [UInt8]
  let behind: [UInt8]
  private let model: AlphabetModel

  init(_ kind: (Pretokenizer, alphabet: [String]), _ random: inout SeededGenerator) throws {
    let characters = kind.alphabet
    alphabet = characters.map { Array($0.utf8) }
    var parts = characters
    var merges: [(String, String)] = []
    for _ in 0..<6 {
      let left = parts[Int.random(in: 0..<parts.count, using: &random)]
      let right = parts[Int.random(in: 0..<parts.count, using: &random)]
      guard (left + right).utf8.count <= 3, !parts.contains(left + right) else { continue }
      merges.append((left, right))
      parts.append(left + right)
    }
    tokenizer = try .toy(merges: merges, pretokenizer: kind.0)
    let end = TokenID(tokenizer.vocabularySize - 1)
    completer = Completer(tokenizer: tokenizer, ends: [end], begin: end)
    func text(_ length: ClosedRange<Int>, _ random: inout SeededGenerator) -> [UInt8] {
      (0..<Int.random(in: length, using: &random)).flatMap { _ in
        Array(characters[Int.random(in: 0..<characters.count, using: &random)].utf8)
      }
    }
    prompt = text(0...4, &random)
    behind = text(1...3, &random)
    model = AlphabetModel(
      model: HashModel(
        count: tokenizer.vocabularySize, end: end, seed: UInt64.random(in: 0...99, using: &random)),
      tokenizer: tokenizer, alphabet: Set(alphabet.joined()))
  }

  func suffix(tolerance: Double) -> Suffix {
    var suffix = Suffix(behind)
    suffix.tolerance = tolerance
    suffix.depth = 4
    return suffix
  }

  func context() -> IntegerContext {
    IntegerContext(model, vocabularySize: tokenizer.vocabularySize)
  }

  func complete(_ options: CompletionOptions) throws -> CompletionResult {
    try completer.complete([.text(prompt)], options: options, model: context())
  }

  /// The logarithm of the probability of a middle and what stands behind it.
  func logprob(of middle: [UInt8]) -> Double {
    (weight(of: prompt + middle + behind) / weight(of: prompt)).logarithm
  }

  private func weight(of text: [UInt8]) -> Double {
    if text.isEmpty { return 1 }
    let covering = CoveringDefinition(
      prompt: text, alphabet: alphabet, length: 3, tokenizer: tokenizer)
    return covering.leaves.reduce(0) { sum, leaf in
      sum
        + leaf.indices.reduce(1) {
          $0 * model.distribution(after: leaf[..<$1])[Int(leaf[$1])]
        }
    }
  }
}
