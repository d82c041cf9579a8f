import Completion
import Foundation
import Healing
import Model
import TestSupport
import Testing
import Tokenizers

struct CompletionTests {
  let tokenizer: Tokenizer
  let completer: Completer
  let end: TokenID

  init() throws {
    tokenizer = try .toyEnglish()
    end = try #require(tokenizer.specialTokens.first).id
    completer = Completer(tokenizer: tokenizer, ends: [end], begin: end)
  }

  private func context(seed: UInt64 = 1, capacity: Int = 1000) -> IntegerContext {
    let size = tokenizer.vocabularySize
    return IntegerContext(
      HashModel(count: size, end: end, seed: seed), vocabularySize: size, capacity: capacity)
  }

  private func text(_ string: String) -> [PromptSegment] { [.text(Array(string.utf8))] }

  @Test func `what is streamed is the text, and the ids spell prompt and text`() throws {
    for (seed, mode) in zip(UInt64(1)..., [CompletionOptions.Healing.exact, .backup, .off]) {
      for prompt in ["", " ", "http:", "x  ", "and\n\n", "They'", "th", "the end."] {
        var options = CompletionOptions()
        options.healing = mode
        options.maxTokens = 12
        options.sampling.temperature = 1
        options.sampling.seed = seed
        var streamed: [UInt8] = []
        let result = try completer.complete(
          text(prompt), options: options, model: context(seed: seed),
          onText: { streamed += $0 })
        #expect(streamed == result.text)
        let stable = Array(prompt.utf8).dropLast(result.healing.backedUpBytes.count)
        let spelled = result.ids.flatMap { completer.healer?.bytes(of: $0) ?? [] }
        #expect((stable + spelled).starts(with: Array(prompt.utf8) + result.text))
        #expect(result.usage.completionTokens <= 12)
      }
    }
  }

  @Test func `a cancelled completion says so and keeps what it has`() throws {
    var options = CompletionOptions()
    options.sampling.temperature = 1
    var tokens = 0
    var asked = 0
    let result = try completer.complete(
      text("the "), options: options, model: context(seed: 3),
      isCancelled: {
        asked += 1
        return asked > 8
      }, onText: { _ in tokens += 1 })
    #expect(result.finishReason == .cancelled)
    #expect(!result.ids.isEmpty && result.usage.completionTokens < 8)
  }

  @Test func `a completion that is cancelled at once has no text`() throws {
    let result = try completer.complete(text("the"), model: context(), isCancelled: { true })
    #expect(result.finishReason == .cancelled)
    #expect(result.text.isEmpty)
  }

  @Test func `a stop text ends the completion and no part of it comes out`() throws {
    var options = CompletionOptions()
    options.maxTokens = 40
    options.sampling.temperature = 1
    let seed = try #require(
      (UInt64(1)..<100).first { seed in
        let result = try? completer.complete(
          text("the"), options: options, model: context(seed: seed))
        return (result?.text.count ?? 0) > 20
      })
    let whole = try completer.complete(text("the"), options: options, model: context(seed: seed))
    options.stop = [Array(whole.text[10..<13])]
    var streamed: [UInt8] = []
    let stopped = try completer.complete(
      text("the"), options: options, model: context(seed: seed),
      onText: { streamed += $0 })
    #expect(stopped.finishReason == .stop)
    #expect(whole.text.starts(with: stopped.text) && stopped.text.count <= 10)
    #expect(streamed == stopped.text)
  }

  @Test func `a prompt that grows finds itself in the cache`() throws {
    let context = context()
    var options = CompletionOptions()
    options.maxTokens = 1
    _ = try completer.complete(text("the and the re"), options: options, model: context)
    let second = try completer.complete(
      text("the and the real thing"), options: options, model: context)
    #expect(second.usage.cachedTokens >= 4)
    #expect(second.usage.cachedTokens < second.usage.promptTokens)
  }

  @Test func `a prompt longer than the context keeps its end`() throws {
    var options = CompletionOptions()
    options.maxTokens = 8
    let long = String(repeating: "the and ", count: 100)
    let result = try completer.complete(
      text(long), options: options, model: context(capacity: 64))
    #expect(result.usage.droppedTokens > 0)
    #expect(result.usage.completionTokens > 0)
  }

  @Test func `a prompt that is no text is completed unhealed`() throws {
    var options = CompletionOptions()
    options.maxTokens = 2
    let result = try completer.complete(
      [.text([0x61, 0xFF])], options: options, model: context())
    #expect(result.healing.mode == .off)
  }

  @Test func `sampled first tokens follow the exact law`() throws {
    let healer = try #require(completer.healer)
    let prompt = Array("and h".utf8)
    let boundary = try healer.boundary(of: prompt.span)
    let model = HashModel(count: tokenizer.vocabularySize, end: end, seed: 5)
    let before = boundary.stable.isEmpty ? [end] : boundary.stable
    let law = healer.firstEvents(
      after: boundary,
      distributions: boundary.tree.contexts.indices.map {
        model.distribution(after: before + boundary.tree.path(of: $0))
      }, ends: [end], followers: healer.followers(in: boundary))
    let expected = healer.nextBytes(law, after: boundary)
    let draws = 20_000
    var counts = [Int](repeating: 0, count: 257)
    var settings = Sampler.Settings()
    settings.temperature = 1
    settings.seed = 7
    var sampler = Sampler(settings)
    let weights = law.logarithms
    for _ in 0..<draws {
      guard let choice = sampler.draw(weights.span) else { continue }
      let event = law.events[choice]
      let rest = boundary.tail.count - boundary.tree.contexts[event.context].spelled
      let bytes = event.token.map { healer.bytes(of: $0).dropFirst(rest) } ?? []
      counts[bytes.first.map { Int($0) } ?? 256] += 1
    }
    let probabilities = expected.bytes + [expected.end]
    #expect(chiSquareProbability(counts, probabilities, draws: draws) > 1e-4)
  }
}
