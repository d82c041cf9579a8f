import Foundation
import Healing
import PromptAnalysis
import PromptFormats
import TestSupport
import Testing
import Text
import Tokenizers
import Vocabularies

/// Rules about more than one prompt in one vocabulary.
@Suite(.serialized) struct RuleTests {
  private static let healer = Healer(Tokenizer.gpt2)
  private static let target = Linter.Target(tokenizer: .gpt2, healer: healer)

  private func findings(
    _ text: String, _ format: PromptFormat, _ code: String,
    expecting expectations: Linter.Expectations = Linter.Expectations()
  ) -> [Finding] {
    let bytes = Array(text.utf8)
    let tree = DocumentTree(bytes)
    let subject = Linter.Subject(
      text: tree, layout: PromptLayout(of: bytes, format: format, ending: .ignore),
      holes: HoleList(in: tree).holes[...])
    return Linter(for: [Self.target], expecting: expectations).findings(in: subject)
      .filter { $0.code == code }
  }

  private func fixed(_ text: String, by fix: Fix?) -> String {
    var bytes = Array(text.utf8)
    for edit in (fix?.edits ?? []).reversed() {
      bytes.replaceSubrange(edit.range, with: edit.newBytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a space between prompt and completion moves to the completion`() throws {
    let line = #"{"prompt": "Q: why?\nA: ", "completion": "because"}"#
    let finding = try #require(findings(line, .jsonLines, "dataset-seam").first)
    #expect(finding.severity == .warning)
    #expect(finding.range == 23..<24)
    #expect(
      fixed(line, by: finding.fixes.first)
        == #"{"prompt": "Q: why?\nA:", "completion": " because"}"#)
    #expect(
      findings(#"{"prompt": "A:", "completion": " because"}"#, .jsonLines, "dataset-seam").isEmpty)
    let word = #"{"prompt": "The ans", "completion": "wer is"}"#
    let moved = findings(word, .json, "dataset-seam").first?.fixes.first
    #expect(findings(fixed(word, by: moved), .json, "dataset-seam").isEmpty)
  }

  @Test func `a message is a prompt of its own, at its own place`() throws {
    let chat = """
      [{"role": "system", "content": "Be kind. "},
       {"role": "user", "content": "caf\\u00e9 is a "}]
      """
    let found = findings(chat, .json, "trailing-space")
    #expect(found.map(\.severity) == [.information, .warning])
    let last = try #require(found.last)
    #expect(String(decoding: Array(chat.utf8)[last.range], as: UTF8.self) == " ")
    #expect(fixed(chat, by: last.fixes.first).hasSuffix(#"is a"}]"#))
    // What a template closes is never cut in a word.
    #expect(findings(chat, .json, "mid-word").isEmpty)
  }

  @Test func `special tokens of a template are no text of its messages`() {
    let text = "<|im_start|>user\nHi <|endoftext|><|im_end|>\n<|im_start|>assistant\n"
    #expect(findings(text, .chatML, "special-text").map(\.range) == [20..<33])
    #expect(findings("a<|endoftext|>", .text, "special-text").count == 1)
  }

  @Test func `samples from front matter are tried at the seams of holes`() {
    let text = "---\nsample:\n  who: \" Ann\"\n---\nDear {{who}}, hello"
    #expect(findings(text, .frontMatter, "hole-double-space").count == 1)
    #expect(findings(text, .frontMatter, "hole-left-space").isEmpty)
  }

  @Test func `what another vocabulary loses is said once a kind`() {
    var expectations = Linter.Expectations()
    expectations.carriedTo = [.bertBaseUncased, .cl100k]
    let found = findings("Hello Café", .text, "vocabulary-loss", expecting: expectations)
    #expect(found.map(\.range) == [0..<1, 9..<11])
    #expect(found.first?.message.contains("\"H\" becomes \"h\" and 1 more") == true)
    #expect(findings("Hello", .text, "vocabulary-loss").isEmpty)
  }

  @Test func `a prompt that is longer than the window is said to be`() {
    var expectations = Linter.Expectations()
    expectations.window = .init(tokens: 8, owner: "x", tokenizer: .gpt2, isChosen: true)
    let long = String(repeating: "word ", count: 9)
    let found = findings(long, .text, "context-length", expecting: expectations)
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.message.contains("10 tokens") == true)
    #expect(
      findings("antidisestablishment", .text, "context-length", expecting: expectations).isEmpty)
  }

  @Test func `ids are held against those of their text`() {
    let tokenizer = Tokenizer.gpt2
    let ids = tokenizer.encode(Array("This is a fine day".utf8).span)
    #expect(Linter.findings(inIDs: ids, Self.target).isEmpty)
    // `a`, ` `, `fine`: what a template makes that ends in a space.
    let drifted: [TokenID] = [1212, 318, 257, 220, 38125, 1110]
    let found = Linter.findings(inIDs: drifted, Self.target)
    #expect(found.map(\.range) == [9..<10])
    // An end that a longer text may have is no drift.
    #expect(Linter.findings(inIDs: [1212, 318, 257, 220], Self.target).isEmpty)
  }

  @Test func `harm that no rule speaks of gets a finding of its own`() {
    let harm = Harm(probability: 0.4, bits: 0.7, isEstimate: true)
    let found = [Finding]().weighed(by: harm, in: 3..<7)
    #expect(found.map(\.code) == ["harm"])
    #expect(found.first?.range == 7..<7)
    #expect(found.first?.message.hasSuffix("costs an estimated 0.7 bits (harm 40 %)") == true)
    #expect([Finding]().weighed(by: harm, in: 3..<7, without: ["harm"]).isEmpty)
  }

  @Test func `the smallest edit is the first shorter prompt that is harmless`() {
    let prompt = Array("ab 👩\u{200D}👧 é".utf8)
    var asked: [String] = []
    var prepared: [String] = []
    let edit = SmallestEdit.search(prompt) { (prompts: [[UInt8]]) in
      prepared += prompts.map { String(decoding: $0, as: UTF8.self) }
      return prompts
    } harm: { shorter -> Harm? in
      asked.append(String(decoding: shorter, as: UTF8.self))
      let isHarmless = shorter.count == 2
      return Harm(probability: isHarmless ? 0 : 1, bits: 0, isEstimate: false)
    }
    #expect(asked == ["ab 👩\u{200D}👧 ", "ab 👩\u{200D}👧", "ab ", "ab"])
    #expect(prepared == asked)
    #expect(edit?.length == prompt.count - 2)
    #expect(
      SmallestEdit.search(prompt, atMost: 2) { (prompts: [[UInt8]]) in
        prompts
      } harm: { _ -> Harm? in
        Harm(probability: 1, bits: 9, isEstimate: false)
      } == nil)
  }

  @Test func `rules are named once and documented`() throws {
    #expect(Set(Rule.all.map(\.code)).count == Rule.all.count)
    let page = Fixture.folder.appending(path: "../../Sources/PromptAnalysis/Rules/README.md")
    let sections = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
    #expect(Set(sections) == Set(Rule.all.map(\.code)))
  }

  @Test(arguments: [1, 2, 3]) func `holes follow edits`(seed: UInt64) throws {
    var generator = EditGenerator(seed: seed)
    let pieces = ["{{", "}}", "{a}", "${", "x", "\n", " ", "{%", "%}", "\r\n", "{{b}}s", "'"]
    var text = DocumentTree(generator.text(atoms: 60))
    var list = HoleList(in: text)
    for step in 0..<300 {
      var edit = generator.edit(of: text, near: 60)
      if step % 3 != 0 {
        edit.newBytes = Array(pieces[generator.number(below: pieces.count)].utf8)
      }
      try text.apply(edit)
      list.update(after: edit, in: text)
      #expect(list.holes == HoleList(in: text).holes)
    }
  }
}
