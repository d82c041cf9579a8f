import PromptFormats
import Testing

struct LayoutTests {
  /// `role*: text` for each part, the star for open ones.
  private func parts(
    _ text: String, _ format: PromptFormat, _ ending: PromptEnding = .ignore
  ) -> [String] {
    let bytes = Array(text.utf8)
    return PromptLayout(of: bytes, format: format, ending: ending).parts.map { part in
      let text = part.text.decoded ?? Array(bytes[part.text.source])
      return "\(part.name)\(part.isOpen ? "*" : ""): \(String(decoding: text, as: UTF8.self))"
    }
  }

  @Test func `formats are told by language, by name and by a beginning that leaves no doubt`() {
    #expect(PromptFormat(languageID: "plaintext", name: "a.txt") == .text)
    #expect(PromptFormat(languageID: "markdown") == .markdown)
    #expect(PromptFormat(name: "file:///x/y.PROMPTY") == .frontMatter)
    #expect(PromptFormat(name: "a.prompt.md") == .frontMatter)
    #expect(PromptFormat(name: "a.md", beginning: Array("---\nx: y\n".utf8)) == .frontMatter)
    #expect(PromptFormat(name: "a.md", beginning: Array("----\n".utf8)) == .markdown)
    #expect(PromptFormat(name: "a.jsonl") == .jsonLines)
    #expect(PromptFormat(languageID: "json", name: "a") == .json)
    #expect(PromptFormat(name: "a.txt", beginning: Array("\n<|im_start|>user".utf8)) == .chatML)
  }

  @Test func `the prompt's end is a setting`() {
    #expect(parts("a \r\n", .text) == ["*: a "])
    #expect(parts("a \r\n", .text, .partOfPrompt) == ["*: a \r\n"])
    #expect(parts("a \r\n\n", .text, .trim) == ["*: a"])
    #expect(parts("a\n\n", .markdown) == ["*: a\n"])
    #expect(parts("", .text) == ["*: "])
  }

  @Test func `the body behind front matter is the prompt`() {
    let text = "---\nname: x\nsample:\n  who: \"Ann B\"\n  n: 3\n---\nHello {{who}} \n"
    #expect(parts(text, .frontMatter) == ["*: Hello {{who}} "])
    let layout = PromptLayout(of: Array(text.utf8), format: .frontMatter, ending: .ignore)
    #expect(layout.frontMatter == 0..<45)
    #expect(layout.samples == ["who": Array("Ann B".utf8), "n": Array("3".utf8)])
    #expect(parts("---\nname: x\n", .frontMatter) == ["*: ---\nname: x"])
  }

  @Test func `roles cut a body into messages`() {
    #expect(
      parts("---\n---\nsystem:\nBe kind.\n\nuser:\nHi: there \n", .frontMatter) == [
        "system: Be kind.", "user*: Hi: there ",
      ])
    #expect(
      parts("{{role \"system\"}}\nA\n{{role 'user'}} B\n", .frontMatter) == [
        "system: A", "user*: B",
      ])
    #expect(parts("intro\nuser:\n", .frontMatter) == [": intro", "user*: "])
  }

  @Test func `messages of ChatML end at their marks, the last one where the file does`() {
    #expect(
      parts(
        "<|im_start|>system\nBe kind. <|im_end|>\n<|im_start|>user\nHi\n<|im_start|>assistant\nSo \n",
        .chatML) == ["system: Be kind. ", "user: Hi\n", "assistant*: So "])
    #expect(parts("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assi", .chatML).last == "assi*: ")
  }

  @Test func `chat JSON is found in its shapes`() {
    #expect(
      parts(
        """
        {"model": "m", "system": "S", "messages": [
          {"role": "user", "content": "a\\nb "},
          {"content": [{"type": "text", "text": "c"}, {"type": "image", "url": "x"}], "role": "user"}]}
        """, .json) == ["system: S", "user: a\nb ", "user*: c"])
    #expect(
      parts(
        #"[{"from": "human", "value": "h"}, {"role": "model", "parts": [{"text": "p"}]}]"#, .json)
        == ["human: h", "model*: p"])
    #expect(parts(#"{"name": "package", "version": "1"}"#, .json) == [])
  }

  @Test func `lines of a data set are prompts with completions`() {
    let text = """
      {"prompt": "Q: a ", "completion": "b"}
      not json
      {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "v"}]}
      {"prompt": "half
      """
    #expect(
      parts(text, .jsonLines) == [
        "prompt: Q: a ", "completion: b", "user: u", "assistant*: v", "prompt*: half",
      ])
    let layout = PromptLayout(of: Array(text.utf8), format: .jsonLines, ending: .ignore)
    #expect(layout.seams.map { [$0.first, $0.second] } == [[0, 1]])
  }

  @Test func `escapes keep their places`() throws {
    let json = #"{"role": "user", "content": "é\u00e9\ud83d\ude00\n\ud83d\"x"}"#
    let bytes = Array(json.utf8)
    let part = try #require(PromptLayout(of: bytes, format: .json, ending: .ignore).parts.first)
    let decoded = try #require(part.text.decoded)
    #expect(String(decoding: decoded, as: UTF8.self) == "éé\u{1F600}\n\u{FFFD}\"x")
    func source(_ range: Range<Int>) -> String {
      String(decoding: bytes[part.text.sourceRange(of: range)], as: UTF8.self)
    }
    #expect(source(0..<2) == "é")
    #expect(source(2..<4) == "\\u00e9")
    #expect(source(3..<4) == "\\u00e9")
    #expect(source(4..<8) == "\\ud83d\\ude00")
    #expect(source(8..<9) == "\\n")
    #expect(source(12..<14) == "\\\"x")
    #expect(source(13..<14) == "x")
    #expect(part.text.sourceRange(of: 14..<14).isEmpty)
    #expect(
      part.text.spelling(of: Array("a\"\n\u{1}".utf8), inJSON: true) == Array(#"a\"\n\u0001"#.utf8))
  }

  @Test(arguments: PromptFormat.allCases) func `no beginning of a text is an error`(
    _ format: PromptFormat
  ) {
    let text = """
      ---
      sample:
        x: "1"
      ---
      user:
      <|im_start|>user
      [{"role": "user", "content": [{"text": "\\u00e9\\n}"}]}, {"prompt": "{{x}}", "completion": ""}]
      """
    let bytes = Array(text.utf8)
    for end in 0...bytes.count {
      let layout = PromptLayout(of: Array(bytes[..<end]), format: format, ending: .ignore)
      for part in layout.parts {
        #expect(part.text.source.upperBound <= end && part.outline.upperBound <= end)
        #expect(part.text.sourceRange(of: 0..<part.text.count).upperBound <= end)
      }
    }
    let deep = PromptLayout(
      of: [UInt8](repeating: UInt8(ascii: "["), count: 100_000), format: format, ending: .ignore)
    #expect(deep.parts.count <= 1)
  }
}
