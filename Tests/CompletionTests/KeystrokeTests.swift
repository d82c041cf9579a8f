import Completion
import Foundation
import Healing
import Model
import TestSupport
import Testing
import Tokenizers

/// Prompts that grow byte by byte, against prompts that are read from nothing.
struct KeystrokeTests {
  let tokenizer: Tokenizer
  let healer: Healer
  let end: TokenID

  init() throws {
    tokenizer = try .toyEnglish()
    healer = try #require(Healer(tokenizer))
    end = try #require(tokenizer.specialTokens.first).id
  }

  private func completer(addsBegin: Bool = true) -> Completer {
    Completer(tokenizer: tokenizer, ends: [end], begin: end, addsBegin: addsBegin)
  }

  private func context(seed: UInt64) -> IntegerContext {
    let size = tokenizer.vocabularySize
    return IntegerContext(HashModel(count: size, end: end, seed: seed), vocabularySize: size)
  }

  private func law(
    _ prompt: ArraySlice<UInt8>, _ context: IntegerContext, tolerance: Double,
    addsBegin: Bool = true
  ) throws -> NextBytes {
    let completer = completer(addsBegin: addsBegin)
    let prepared = completer.prepare([.text(Array(prompt))], options: .firstToken)
    let (boundary, law) = try #require(
      try completer.firstEvents(after: prepared, model: context, tolerance: tolerance))
    return healer.nextBytes(law, after: boundary)
  }

  static let lines = [
    "the answer and the http://the.re  is\n\n  nothing", "They'd re-read it: they'll  ",
    "and then   the\n\nhere's 1234 of them", "aé世 the é.",
  ]

  @Test(arguments: [0, 1e-3, 1e-2], lines)
  func `a law that is asked for lazily is as near to the exact one as promised`(
    tolerance: Double, line: String
  ) throws {
    let bytes = Array(line.utf8)
    for seed in UInt64(1)...3 {
      let typed = context(seed: seed)
      for end in 0...bytes.count {
        let lazy = try law(bytes[..<end], typed, tolerance: tolerance)
        let exact = try law(bytes[..<end], context(seed: seed), tolerance: 0)
        let distance = lazy.totalVariation(to: exact)
        #expect(distance <= tolerance + 2e-6, "\(line.prefix(end)) \(distance)")
      }
      #expect(typed.forgotten == 0)
    }
  }

  @Test func `what was asked for one keystroke is not asked again for the next`() throws {
    let typed = context(seed: 4)
    let bytes = Array("the and the".utf8)
    for end in 0...bytes.count { _ = try law(bytes[..<end], typed, tolerance: 0) }
    let evaluations = typed.evaluations
    for _ in 0..<3 { _ = try law(bytes[...], typed, tolerance: 0) }
    #expect(typed.evaluations == evaluations)
  }

  @Test func `a prompt that is changed is read from where it changed`() throws {
    let texts = ["the and ", "the and the", "the ", "tha", "the and the", "", "and", "the and th"]
    for addsBegin in [true, false] {
      let typed = context(seed: 5)
      for text in texts {
        let bytes = Array(text.utf8)[...]
        let kept = try law(bytes, typed, tolerance: 0, addsBegin: addsBegin)
        let fresh = try law(bytes, context(seed: 5), tolerance: 0, addsBegin: addsBegin)
        #expect(kept.totalVariation(to: fresh) == 0, "\(text)")
      }
    }
  }

  @Test func `completions between keystrokes change nothing`() throws {
    let bytes = Array("the and the http://the".utf8)
    let completer = completer()
    var options = CompletionOptions()
    options.maxTokens = 5
    let typed = context(seed: 6)
    for end in 0...bytes.count {
      let prompt = [PromptSegment.text(Array(bytes[..<end]))]
      let kept = try completer.complete(prompt, options: options, model: typed)
      let fresh = try completer.complete(prompt, options: options, model: context(seed: 6))
      #expect(kept.text == fresh.text && kept.ids == fresh.ids)
      #expect(kept.healing.cover == fresh.healing.cover)
      #expect(abs(kept.healing.probability - fresh.healing.probability) < 2e-3)
    }
  }

  @Test(arguments: lines)
  func `the most probable token is the exact law's, and takes one pass or none`(
    line: String
  ) throws {
    let bytes = Array(line.utf8)
    let completer = completer()
    var (cuts, passes) = (0, 0)
    for seed in UInt64(7)...9 {
      let typed = context(seed: seed)
      for end in 0...bytes.count {
        let prepared = completer.prepare([.text(Array(bytes[..<end]))], options: .firstToken)
        let found = try completer.complete(prepared, model: typed)
        let (boundary, law) = try #require(
          try completer.firstEvents(after: prepared, model: context(seed: seed)))
        let best = try #require(law.events.max { $0.weight < $1.weight })
        let ids = boundary.tree.path(of: best.context) + [best.token].compactMap(\.self)
        #expect(found.ids == ids, "\(line.prefix(end))")
        cuts += 1
        passes += found.usage.forwardPasses
      }
    }
    #expect(passes < cuts, "\(passes) passes, \(cuts) cuts")
  }
}

/// The quick way to weigh events against the full one.
struct LikelyEventsTests {
  @Test(arguments: [1e-6, 1e-3]) func `likely events are all but a small part`(
    tolerance: Double
  ) throws {
    let tokenizer = try Tokenizer.toyEnglish()
    let healer = try #require(Healer(tokenizer))
    let end = try #require(tokenizer.specialTokens.first).id
    for (seed, prompt) in zip(UInt64(1)..., ["", "and ", "http:", "They'", "th", "x  ", "é\n\n"]) {
      let model = HashModel(count: tokenizer.vocabularySize, end: end, seed: seed)
      let boundary = try healer.boundary(of: Array(prompt.utf8).span)
      let contexts = boundary.tree.contexts.indices
      let distributions = contexts.map {
        model.distribution(after: [end] + boundary.stable + boundary.tree.path(of: $0))
      }
      let full = healer.firstEvents(
        after: boundary, distributions: distributions, ends: [end],
        followers: healer.followers(in: boundary))
      let next = distributions.map { distribution in
        let logits = distribution.map { Float($0.logarithm) }
        return NextToken(logits: logits, logTotal: Kernels.best.logTotal(logits))
      }
      let leaves = contexts.map {
        healer.likelyLeaves(of: $0, in: boundary, next[$0], tolerance: tolerance)
      }
      let likely = healer.likelyEvents(
        after: boundary, next: next, leaves: leaves, ends: [end], tolerance: tolerance)
      let distance = healer.nextBytes(full, after: boundary).totalVariation(
        to: healer.nextBytes(likely, after: boundary))
      #expect(distance <= tolerance + 1e-6)
      #expect(abs(full.harm - likely.harm) <= tolerance + 1e-6)
      #expect(abs(full.crossing - likely.crossing) <= tolerance + 1e-6)
      let greatest = healer.likelyEvents(
        after: boundary, next: next, leaves: leaves, ends: [end], tolerance: tolerance,
        greatestOnly: true)
      let (wanted, found) = (full.greatest, greatest.greatest)
      #expect(wanted?.token == found?.token && wanted?.context == found?.context)
      #expect(likely.leak >= full.leak - 1e-6 && likely.leak <= full.leak + tolerance + 1e-6)
    }
  }
}

extension FirstEvents {
  /// The most probable event.
  fileprivate var greatest: Event? { events.max { $0.weight < $1.weight } }
}
