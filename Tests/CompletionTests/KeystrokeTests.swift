import Completion
import Healing
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
    let (boundary, law) = try #require(
      try completer(addsBegin: addsBegin).firstEvents(
        after: [.text(Array(prompt))], model: context, tolerance: tolerance))
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
      #expect(kept.healing == fresh.healing)
    }
  }
}
