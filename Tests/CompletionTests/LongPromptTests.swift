import Completion
import Foundation
import Healing
import Model
import TestSupport
import Testing
import Tokenizers

/// Prompts of more tokens than are read to weigh an end.
struct LongPromptTests {
  let tokenizer: Tokenizer
  let completer: Completer
  let end: TokenID

  init() throws {
    tokenizer = try .toyEnglish()
    end = try #require(tokenizer.specialTokens.first).id
    completer = Completer(tokenizer: tokenizer, ends: [end], begin: end)
  }

  /// Words without a pattern, more than 1,024 tokens of them, and an end that leaves much open.
  private func text(_ seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    let words = [" the", " and", " here's", " http://a", "\n\n", "  re", " thing", " é"]
    let some = (0..<700).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
    return Array((some.joined() + " the http").utf8)
  }

  private func prepared(_ prompt: some Sequence<UInt8>, window: Int?) -> PreparedPrompt {
    var options = CompletionOptions.firstToken
    options.window = window
    return completer.prepare([.text(Array(prompt))], options: options)
  }

  @Test(arguments: [UInt64(1), 2])
  func `an end that is typed weighs what it weighs when all is read at once`(seed: UInt64) throws {
    let text = text(seed)
    #expect(tokenizer.count(text.span) > 1100)
    let model = try smallModel(contextLength: 1500, seed: seed)
    for window in [1024, nil] {
      let typed = InferenceContext(model: model)
      for count in (0..<12).reversed() {
        let prompt = prepared(text.dropLast(count), window: window)
        let parts = try #require(try completer.weigh(prompt, model: typed))
        let fresh = InferenceContext(model: model)
        let whole = try #require(try completer.weigh(prompt, model: fresh))
        #expect(abs(parts.harm - whole.harm) <= 2e-4, "\(count)")
        #expect(abs(parts.bits - whole.bits) <= 2e-3 * max(1, whole.bits), "\(count)")
        let measured = try #require(try completer.measure(prompt, model: fresh))
        #expect(abs(measured.harm - whole.harm) <= 2e-4, "\(count)")
      }
    }
  }

  /// The integer model looks back two tokens only, so that a window loses nothing.
  @Test(arguments: [UInt64(3), 4])
  func `an end weighs through a window what it weighs after all`(seed: UInt64) throws {
    let text = text(seed)
    let model = HashModel(count: tokenizer.vocabularySize, end: end, seed: seed)
    func context() -> IntegerContext {
      IntegerContext(model, vocabularySize: tokenizer.vocabularySize, capacity: 4000)
    }
    let typed = context()
    for count in (0..<24).reversed() {
      let prompt = text.dropLast(count)
      let all = context()
      let whole = try #require(
        try completer.measure(prepared(prompt, window: nil), model: all))
      #expect(all.tokens.count > 1000)
      let part = try #require(
        try completer.weigh(prepared(prompt, window: 1024), model: typed))
      #expect(typed.tokens.count <= 1024)
      #expect(abs(part.harm - whole.harm) <= 2e-4, "\(count)")
      #expect(abs(part.bits - whole.bits) <= 0.01 || whole.crossing > 0.99, "\(count)")
    }
  }

  private func smallModel(contextLength: Int, seed: UInt64) throws -> LanguageModel {
    let configuration = Configuration(
      architecture: .llama, layers: 2, width: 32, heads: 2, keyValueHeads: 1, feedForward: 64,
      contextLength: contextLength, vocabularySize: tokenizer.vocabularySize)
    return try ModelFixtures.withTemporaryFolder { folder in
      try InitialWeights.write(configuration, to: folder, seed: seed)
      return try LanguageModel.load(path: folder)
    }
  }
}
