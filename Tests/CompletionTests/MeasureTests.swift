import Completion
import Foundation
import Healing
import TestSupport
import Testing
import Tokenizers

struct MeasureTests {
  let tokenizer: Tokenizer
  let completer: Completer
  let context: IntegerContext

  init() throws {
    tokenizer = try .toyEnglish()
    let end = try #require(tokenizer.specialTokens.first).id
    completer = Completer(tokenizer: tokenizer, ends: [end], begin: end)
    let size = tokenizer.vocabularySize
    context = IntegerContext(
      HashModel(count: size, end: end, seed: 2), vocabularySize: size)
  }

  private func prepared(_ prompt: String) -> PreparedPrompt {
    completer.prepare([.text(Array(prompt.utf8))], options: .firstToken)
  }

  @Test func `what is weighed is what is measured, but for a small part`() throws {
    for prompt in ["", "and ", "http:", "They'", "th", "the  ", "x\n", "the and the real", "aé世"] {
      let measured = try #require(try completer.measure(prepared(prompt), model: context))
      for _ in 0..<2 {
        let before = context.evaluations
        let weighed = try #require(try completer.weigh(prepared(prompt), model: context))
        #expect(abs(weighed.harm - measured.harm) <= 1e-4, "\(prompt)")
        #expect(abs(weighed.crossing - measured.crossing) <= 1e-4, "\(prompt)")
        #expect(abs(weighed.bits - measured.bits) <= 0.01 || measured.crossing > 0.99, "\(prompt)")
        // The model has said all of it already; asked anew, it is asked no more.
        #expect(context.evaluations == before)
        context.truncate(to: 0)
        let fresh = try #require(try completer.weigh(prepared(prompt), model: context))
        #expect(abs(fresh.harm - measured.harm) <= 1e-4, "\(prompt)")
      }
    }
  }

  @Test func `prompts that are asked about together weigh what they weigh alone`() throws {
    for prompt in ["the and the real", "and http://the ", "They'd  re", "x\n\n  the é"] {
      let lengths = 1...4
      let shorter = lengths.map { prepared(String(prompt.dropLast($0))) }
      _ = try completer.weigh(prepared(prompt), model: context)
      try completer.askTogether(about: shorter, model: context)
      let before = context.evaluations
      let together = try shorter.map { try completer.weigh($0, model: context) }
      #expect(context.evaluations == before, "\(prompt)")
      for (one, weighed) in zip(shorter, together) {
        context.truncate(to: 0)
        #expect(try completer.weigh(one, model: context) == weighed, "\(prompt)")
      }
    }
  }

  @Test func `alternatives are the encodings with their probabilities`() throws {
    let measure = try #require(
      try completer.measure(prepared("and the"), model: context, alternatives: 1000))
    #expect(
      measure.alternatives.allSatisfy {
        $0.bytes.starts(with: measure.alternatives[0].bytes.prefix(1))
      })
    let sum = measure.alternatives.reduce(0) { $0 + $1.probability }
    #expect(sum <= 1 + 1e-9 && sum > 0.9)
    #expect(measure.harm >= measure.crossing && measure.harm <= 1)
    #expect(measure.bits >= 0)
  }

  @Test func `an estimate for the model's own vocabulary agrees with what is measured`() throws {
    let healer = try #require(completer.healer)
    for prompt in ["and ", "http:", "They'", "th", "the  ", "x\n"] {
      let measured = try #require(try completer.measure(prepared(prompt), model: context))
      let estimate = try #require(
        try completer.estimate(
          prepared(prompt), under: healer, model: context, continuations: 10_000))
      #expect(estimate.isEstimate && !measured.isEstimate)
      // What is left of 1 and what leaks is all that the two may differ by.
      let slack = 2 * (estimate.unresolved + measured.leak) + 1e-3
      #expect(abs(estimate.crossing - measured.crossing) <= slack, "\(prompt)")
    }
  }

  @Test func `what is weighed under a vocabulary is what is estimated, but for a small part`()
    throws
  {
    let healer = try #require(completer.healer)
    for prompt in ["", "and ", "http:", "They'", "th", "the  ", "x\n", "the and the real", "aé世"] {
      let estimate = try #require(
        try completer.estimate(prepared(prompt), under: healer, model: context))
      context.truncate(to: 0)
      let weighed = try #require(
        try completer.weigh(prepared(prompt), under: healer, model: context))
      #expect(weighed.isEstimate && weighed.alternatives.isEmpty)
      #expect(abs(weighed.harm - estimate.harm) <= 1e-3, "\(prompt)")
      #expect(abs(weighed.crossing - estimate.crossing) <= 1e-3, "\(prompt)")
      #expect(abs(weighed.bits - estimate.bits) <= 0.01, "\(prompt)")
    }
  }

  @Test
  func `prompts that are asked about together under a vocabulary weigh what they weigh alone`()
    throws
  {
    let healer = try #require(completer.healer)
    for prompt in ["the and the real", "and http://the ", "They'd  re"] {
      let shorter = (1...3).map { prepared(String(prompt.dropLast($0))) }
      _ = try completer.weigh(prepared(prompt), under: healer, model: context)
      try completer.askTogether(about: shorter, under: healer, model: context)
      let together = try shorter.map {
        try completer.weigh($0, under: healer, model: context)
      }
      for (one, weighed) in zip(shorter, together) {
        context.truncate(to: 0)
        #expect(try completer.weigh(one, under: healer, model: context) == weighed, "\(prompt)")
      }
    }
  }

  @Test func `a shorter prompt that leaves out what the whole one does is read with it`() throws {
    let words = (0..<200).map { ["the", "and", "real", "re"][$0 * $0 % 7 % 4] }
    let text = words.joined(separator: " ")
    var options = CompletionOptions.firstToken
    options.window = 64
    let whole = completer.prepare([.text(Array(text.utf8))], options: options)
    _ = try completer.weigh(whole, model: context)
    var most = (alone: 0, alike: 0)
    for count in 1...60 {
      let bytes = Array(text.utf8.dropLast(count))
      let alone = completer.prepare([.text(bytes)], options: options)
      var alike = alone
      alike.leaveOut(as: whole, capacity: context.capacity)
      var before = context.evaluations
      _ = try completer.weigh(alike, model: context)
      most.alike = max(most.alike, context.evaluations - before)
      before = context.evaluations
      _ = try completer.weigh(alone, model: context)
      most.alone = max(most.alone, context.evaluations - before)
    }
    // Where the cut moves, a prompt on its own is read from its beginning.
    #expect(most.alike < most.alone)
  }

  @Test func `an end behind special tokens weighs what its covering weighs behind them`() throws {
    let healer = try #require(completer.healer)
    let end = try #require(tokenizer.specialTokens.first).id
    let (before, last): ([PromptSegment], [String]) = (
      [.text(Array("the and ".utf8)), .special(end), .text(Array("the\n".utf8)), .special(end)],
      ["", "and ", "http:", "They'", "the  ", "and the é", "x\n"]
    )
    let head = tokenizer.encode(
      "the and <|end|>the\n<|end|>".utf8Array.span, specialTokens: .asTokens)
    for text in last {
      let prompt = text.utf8Array
      let boundary = try healer.boundary(of: prompt.span)
      let law = healer.firstEvents(
        after: boundary,
        distributions: boundary.tree.contexts.indices.map {
          context.model.distribution(after: head + boundary.stable + boundary.tree.path(of: $0))
        }, ends: [end], followers: healer.followers(in: boundary))
      let prepared = completer.prepare(before + [.text(prompt)], options: .firstToken)
      let measured = try #require(try completer.measure(prepared, model: context))
      #expect(abs(measured.harm - law.harm) <= 1e-5, "\(text)")
      #expect(abs(measured.crossing - law.crossing) <= 1e-5, "\(text)")
      #expect(zip(context.tokens, head).allSatisfy { $0 == $1 }, "\(text)")
      context.truncate(to: 0)
      let weighed = try #require(try completer.weigh(prepared, model: context))
      #expect(abs(weighed.harm - law.harm) <= 1e-4, "\(text)")
      let estimate = try #require(
        try completer.estimate(prepared, under: healer, model: context, continuations: 10_000))
      let slack = 2 * (estimate.unresolved + measured.leak) + 1e-3
      #expect(abs(estimate.crossing - measured.crossing) <= slack, "\(text)")
    }
  }

  @Test func `what is certain to be crossed costs many bits and not infinitely many`() throws {
    // Behind `th` this model gives nothing but what crosses the end.
    let model = CrossingModel(end: 275, count: tokenizer.vocabularySize, only: 257)
    let context = IntegerContext(model, vocabularySize: tokenizer.vocabularySize)
    let prompt = prepared("th")
    let measured = try #require(try completer.measure(prompt, model: context))
    #expect(measured.crossing == 1 && measured.bits.isFinite)
    context.truncate(to: 0)
    #expect(try #require(try completer.weigh(prompt, model: context)).bits == measured.bits)
  }
}

/// A model of one token only.
private struct CrossingModel: IntegerModel {
  let end: UInt32
  let count: Int
  let only: Int

  func weights(after context: (UInt32, UInt32)) -> [UInt64] {
    (0..<count).map { $0 == only ? 1 : 0 }
  }
}

extension String {
  fileprivate var utf8Array: [UInt8] { Array(utf8) }
}
