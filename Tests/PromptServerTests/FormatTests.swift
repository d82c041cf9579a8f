import JSONCoding
import PromptServer
import Testing

/// Prompts in files that hold more than one.
struct FormatTests {
  private func diagnostics(_ effects: [Effect]) -> [JSON] {
    effects.messages.last?["params"]?["diagnostics"]?.array ?? []
  }

  private static let chat = """
    [{"role": "system", "content": "Be:{{mood}}."},
     {"role": "user", "content": "caf\\u00e9 is a "}]
    """

  @Test func `a message's end is found where it is spelled`() {
    var harness = SessionHarness.initialized()
    let found = diagnostics(harness.open("file:///a.json", Self.chat))
    #expect(found.map { $0["code"] } == ["trailing-space"])
    #expect(
      found.first?["range"]
        == ["start": ["line": 1, "character": 44], "end": ["line": 1, "character": 45]])
    let mended = harness.change(
      "file:///a.json", version: 2,
      [["range": found.first?["range"] ?? .null, "text": ""]])
    #expect(diagnostics(mended).isEmpty)
  }

  @Test func `symbols are messages and holes with counts`() {
    var harness = SessionHarness.initialized()
    _ = harness.open("file:///a.json", Self.chat)
    let symbols = harness.result(
      "textDocument/documentSymbol", ["textDocument": ["uri": "file:///a.json"]])
    #expect(
      symbols.array?.map { $0["name"] } == ["system (7 tokens)", "user (6 tokens)", "{{mood}}"])
  }

  @Test func `front matter is no part of the prompt`() {
    var harness = SessionHarness.initialized()
    let text = "---\nname: <|endoftext|>\n---\nThis is a \n"
    let found = diagnostics(harness.open("file:///a.prompty", text))
    #expect(found.map { $0["code"] } == ["trailing-space"])
    #expect(found.first?["range"]?["start"]?["line"] == 3)
  }

  @Test func `the prompt's end is a setting by format`() {
    var harness = SessionHarness.initialized()
    _ = harness.notify(
      "workspace/didChangeConfiguration",
      ["settings": ["finalNewline": ["markdown": "trim", "front-matter": "partOfPrompt"]]])
    #expect(diagnostics(harness.open("file:///a.md", "This is a \n\n")).isEmpty)
    #expect(
      diagnostics(harness.open("file:///a", "A:\n")).map { $0["code"] } == ["trailing-newline"])
    let wrong = harness.notify(
      "workspace/didChangeConfiguration", ["settings": ["finalNewline": ["nothing": "trim"]]])
    #expect(wrong.words.first == "window/showMessage")
  }

  @Test func `long conversations are looked at when they are saved`() {
    var harness = SessionHarness.initialized()
    let line =
      #"{"messages": [{"role": "user", "content": "\#(String(repeating: "a b ", count: 40))c"}]}"#
    let text = Array(repeating: line, count: 1600).joined(separator: "\n")
    #expect(diagnostics(harness.open("file:///a.jsonl", text)).isEmpty)
    let insertion: JSON = [
      "range": ["start": ["line": 0, "character": 50], "end": ["line": 0, "character": 50]],
      "text": "\u{200B}",
    ]
    #expect(harness.change("file:///a.jsonl", version: 2, [insertion]).words == [])
    let saved = harness.notify(
      "textDocument/didSave", ["textDocument": ["uri": "file:///a.jsonl"]])
    #expect(diagnostics(saved).map { $0["code"] } == ["zero-width"])
  }

  @Test func `ids that no tokenizer makes are found`() {
    var harness = SessionHarness()
    let found = harness.result(
      "promptls/lint", ["ids": [1212, 318, 257, 220, 38125, 1110], "tokenizers": ["gpt2"]])
    #expect(found["findings"]?.array?.first?["code"] == "noncanonical-ids")
    #expect(found["findings"]?.array?.first?["start"] == 9)
    #expect(
      harness.result("promptls/lint", ["ids": [1], "text": "a"])["code"] == -32602)
    #expect(harness.result("promptls/lint", ["text": "a", "format": "x"])["code"] == -32602)
  }

  @Test func `a text is read like a file where its format is named`() {
    var harness = SessionHarness()
    let found =
      harness.result(
        "promptls/lint", ["text": .string(Self.chat), "format": "json"])["findings"]?.array ?? []
    #expect(found.map { $0["code"] } == ["trailing-space"])
    let quiet = harness.result("promptls/lint", ["text": "The end."])
    #expect(quiet["findings"] == [])
    let possible = harness.result("promptls/boundary", ["text": "The end.", "tokenizer": "gpt2"])
    #expect(possible["conditions"] == ["punctuation-prefix"])
    #expect(possible["findings"]?.array?.first?["code"] == "punctuation-prefix")
  }
}
