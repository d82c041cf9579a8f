import Foundation
import Healing
import PromptAnalysis
import TestSupport
import Testing
import Text
import Tokenizers
import Vocabularies

/// Every rule on the prompts of its fixture, `Tests/Fixtures/rules/CODE.md`, in gpt2.
@Suite(.serialized) struct RuleFixtureTests {
  /// Rules about bytes that a Markdown file cannot hold; they have tests below.
  private static let bytewise = ["invalid-utf8", "partial-utf8"]
  /// Rules about more than a prompt and its vocabulary; they have tests in `RuleTests`.
  private static let wider = [
    "harm", "after-special", "dataset-seam", "vocabulary-loss", "context-length",
    "noncanonical-ids",
  ]
  private static let healer = Healer(Tokenizer.gpt2)

  private func findings(_ prompt: [UInt8], _ code: String) -> [Finding] {
    Linter(for: [Linter.Target(tokenizer: .gpt2, healer: Self.healer)])
      .findings(in: Linter.Subject(prompt: DocumentTree(prompt)))
      .filter { $0.code == code }
  }

  /// `9..<10 warning «␠» → «This is a»`: where, how bad, what stands there, the first fix's result.
  private func line(_ finding: Finding, _ prompt: [UInt8]) -> String {
    let excerpt = shown(prompt[finding.range])
    let start = "\(finding.range) \(finding.severity.rawValue) «\(excerpt)»"
    guard let fix = finding.fixes.first else { return start }
    var fixed = prompt
    for edit in fix.edits.reversed() { fixed.replaceSubrange(edit.range, with: edit.newBytes) }
    return "\(start) → «\(shown(fixed[...], isWhole: true))»"
  }

  /// Marks for white space in an excerpt; in a whole prompt only where it begins or ends a line.
  private func shown(_ bytes: ArraySlice<UInt8>, isWhole: Bool = false) -> String {
    let marked = Fixture.marked(String(decoding: bytes, as: UTF8.self))
    guard isWhole else { return marked }
    let characters = Array(marked)
    return String(
      characters.indices.map { index in
        let isInside = index > 0 && index + 1 < characters.count
        return characters[index] == "␠" && isInside && characters[index - 1] != "␊"
          ? " " : characters[index]
      })
  }

  @Test(arguments: Rule.all.map(\.code).filter { !(bytewise + wider).contains($0) })
  func `finds what its fixture says`(_ code: String) throws {
    var fixture = try Fixture("rules/\(code).md")
    #expect(!fixture.cases.isEmpty)
    for test in fixture.cases {
      let prompt = Array(Fixture.unmarked(try #require(test.blocks["prompt"])).utf8)
      let lines = findings(prompt, code).map { line($0, prompt) }
      let actual = lines.isEmpty ? "none" : lines.joined(separator: "\n")
      #expect(
        try fixture.agrees(test, block: "findings", with: actual), "\(code), \(test): \(actual)")
    }
  }

  @Test func `a prompt cut inside a character is said to be so`() throws {
    let prompt = Array("caf\u{E9}".utf8.dropLast())
    let finding = try #require(findings(prompt, "partial-utf8").first)
    #expect(finding.range == 3..<4)
    #expect(finding.severity == .warning)
    #expect(finding.fixes.first?.edits == [TextEdit(range: 3..<4, newBytes: [])])
    #expect(findings(Array("caf\u{E9}".utf8), "partial-utf8").isEmpty)
  }

  @Test func `bytes that begin no text are an error at their place`() throws {
    let finding = try #require(findings([0x61, 0xFF, 0x62], "invalid-utf8").first)
    #expect(finding.range == 1..<2)
    #expect(finding.severity == .error)
    #expect(finding.message.contains("0xFF"))
  }

  @Test func `a model's word replaces the guess of rules about the cut and of no other`() throws {
    let prompt = Array("a<|endoftext|>b ".utf8)
    let found = Linter(for: [Linter.Target(tokenizer: .gpt2, healer: Self.healer)])
      .findings(in: Linter.Subject(prompt: DocumentTree(prompt)))
    let harmless = found.weighed(by: Harm(probability: 0.01, bits: 0.01, isEstimate: false))
    #expect(harmless.map(\.code) == ["special-text", "trailing-space"])
    #expect(harmless.map(\.severity) == [.warning, .hint])
    let harmful = found.weighed(by: Harm(probability: 0.99, bits: 6, isEstimate: false))
    #expect(harmful.map(\.severity) == [.warning, .warning])
    #expect(harmful.last?.message.hasSuffix("costs 6.0 bits (harm 99 %)") == true)
  }

  @Test(
    arguments: [
      (0.04, true, .hint), (0.15, false, .warning), (0.5, false, .warning),
    ] as [(Double, Bool, Finding.Severity)])
  func `severity follows the measured harm`(
    _ probability: Double, _ isHarmless: Bool, _ severity: Finding.Severity
  ) throws {
    let weighed = findings(Array("This is a ".utf8), "trailing-space")
      .weighed(by: Harm(probability: probability, bits: 0.24, isEstimate: false))
    let finding = try #require(weighed.first)
    #expect(finding.severity == severity)
    #expect(finding.isHarmless == isHarmless)
  }

  @Test func `a fix keeps its title when the model finds the same`() throws {
    let found = findings(Array("This is a ".utf8), "trailing-space")
    let offered = try #require(found.first?.fixes)
    let searched = Fix(title: "searched", edits: offered[0].edits)
    let harm = Harm(probability: 0.9, bits: 3, isEstimate: false)
    #expect(found.weighed(by: harm, fix: searched).first?.fixes == offered)
  }
}
