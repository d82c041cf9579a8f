import Model
import Testing
import Tokenizers
import Training
import Vocabularies

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct DriverTests {
  @Test func `documents end at their marks`() {
    var text = TrainingText()
    let bytes = Array("One two.\n<|endoftext|>\nThree <|endoftext|> four\n<|endoftext|>\nlast".utf8)
    text.append(bytes, tokenizer: .gpt2, separator: 50256)
    let documents = text.tokens.split(separator: 50256).map { part in
      part.flatMap { Tokenizer.gpt2.bytes(of: TokenID($0)) ?? [] }
    }
    #expect(
      documents == ["One two.\n", "Three <|endoftext|> four\n", "last"].map { Array($0.utf8) })
    #expect(text.tokens.last == 50256 && text.byteCount == documents.joined().count)
  }

  @Test func `a run ends with its decay, saved and judged`() throws {
    let path = "/tmp/promptls-\(getpid())-driver"
    defer { unsafe unlink(path) }
    var settings = TinyRun.settings()
    settings.schedule.decayStart = 4
    settings.schedule.decaySteps = 4
    let trainer = TinyRun.trainer(settings)
    var plan = TrainingDriver.Plan(checkpoint: path)
    plan.reportEvery = 2
    plan.lastStep = 100
    var steps: [Int] = []
    var saved = 0
    try TrainingDriver(trainer, heldOut: nil, plan: plan).run(shouldStop: { false }) { event in
      switch event {
      case .progress(let progress):
        steps.append(progress.step)
        #expect(progress.lastStep == 8 && progress.tokens == progress.step * 256)
        #expect(progress.description.hasPrefix("step \(progress.step) of 8, 0.00 M tokens, loss "))
      case .saved: saved += 1
      case .score: Issue.record("nothing to judge by")
      }
    }
    #expect(steps == [2, 4, 6, 8] && saved == 1)
    #expect(try Checkpoint(path: path).step == 8)
  }

  @Test func `a score counts bits for bytes`() {
    var text = TrainingText()
    let words = (0..<400).map { UInt8(32 + $0 % 60) }
    text.append(words, tokenizer: .gpt2, separator: 50256)
    let bytes = (0..<50257).map { $0 == 50256 ? [] : Tokenizer.gpt2.bytes(of: TokenID($0)) ?? [] }
    let vocabulary = ClassVocabulary(
      text: text.tokens, bytes: bytes, separator: 50256, minimumCount: 1)
    var settings = TinyRun.settings()
    settings.shape.classes = (vocabulary.tokens.count + 31) / 32 * 32
    let trainer = Trainer(
      settings: settings, vocabulary: vocabulary, text: vocabulary.encode(text.tokens),
      separator: vocabulary.spellings[50256][0], parallelism: .serial)
    let score = HeldOutText(text, vocabulary: vocabulary, bytes: bytes).score(trainer)
    // Before training every class is about as likely.
    #expect(abs(score.crossEntropy - Double(vocabulary.tokens.count).logarithm) < 0.1)
    #expect(abs(score.perplexity - exp(score.crossEntropy)) < 1e-6)
    #expect(score.bitsPerByte > 0)
  }

  @Test func `a curve goes from the first loss to the last`() {
    let svg = LossCurve(losses: [10, 8, 6, 5, 4.5], tokensPerStep: 1_000_000).svg
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("5.0 M") && svg.components(of: "L") == 4)
    #expect(LossCurve(losses: [], tokensPerStep: 1).svg.contains("</svg>"))
    let long = LossCurve(losses: (0..<5000).map { 10 - Float($0) / 1000 }, tokensPerStep: 8192).svg
    #expect(long.components(of: "L") < 240)
  }
}

extension Double {
  fileprivate var logarithm: Double { log(self) }
}

extension String {
  /// How often a character occurs.
  fileprivate func components(of character: Character) -> Int { count { $0 == character } }
}
