import JSONCoding
import JSONRPC
import PromptServer
import TestSupport
import Testing

struct DocumentTests {
  private static let uri = "file:///a.prompt"

  private func edit(_ start: (Int, Int), _ end: (Int, Int), _ text: String) -> JSON {
    [
      "range": [
        "start": ["line": .integer(start.0), "character": .integer(start.1)],
        "end": ["line": .integer(end.0), "character": .integer(end.1)],
      ],
      "text": .string(text),
    ]
  }

  private func text(of harness: inout SessionHarness) -> String? {
    let ids = harness.result("promptls/tokenize", ["textDocument": ["uri": .string(Self.uri)]])[
      "ids"]
    return harness.result("promptls/detokenize", ["ids": ids ?? []])["text"]?.string
  }

  @Test
  func `a trailing space is published with its place and taken back by the edit that mends it`()
    throws
  {
    var harness = SessionHarness.initialized()
    let published = try #require(
      harness.open(Self.uri, "This is a \n").messages.first?["params"])
    #expect(published["version"] == 1)
    let diagnostic = try #require(published["diagnostics"]?.array?.first)
    #expect(diagnostic["code"] == "trailing-space")
    #expect(diagnostic["severity"] == 2)
    #expect(diagnostic["source"] == "promptls")
    #expect(
      diagnostic["range"]
        == ["start": ["line": 0, "character": 9], "end": ["line": 0, "character": 10]])
    let range = try #require(diagnostic["range"])
    let actions = harness.result(
      "textDocument/codeAction",
      [
        "textDocument": ["uri": .string(Self.uri)], "range": range,
        "context": ["diagnostics": []],
      ])
    let action = try #require(actions.array?.first)
    #expect(action["isPreferred"] == true)
    let change = try #require(action["edit"]?["changes"]?[Self.uri]?.array?.first)
    #expect(change == ["range": range, "newText": ""])
    let after = harness.change(
      Self.uri, version: 2, [["range": range, "text": ""]])
    let left = after.messages.last?["params"]?["diagnostics"]?.array?.compactMap {
      $0["code"]?.string
    }
    #expect(left?.contains("trailing-space") == false)
    #expect(text(of: &harness) == "This is a\n")
  }

  @Test func `edits apply in order and in the negotiated encoding`() {
    for (encoding, columns) in [("utf-8", (4, 8)), ("utf-16", (2, 4)), ("utf-32", (1, 2))] {
      var harness = SessionHarness.initialized([
        "general": ["positionEncodings": [.string(encoding)]]
      ])
      _ = harness.open(Self.uri, "\u{1F600}\u{1F600}b\r\nc")
      _ = harness.change(
        Self.uri, version: 2,
        [edit((0, columns.0), (0, columns.1), "x"), edit((1, 0), (1, 0), "y")])
      #expect(text(of: &harness) == "\u{1F600}xb\r\nyc", "\(encoding)")
    }
  }

  @Test func `a change without a range is the whole text`() {
    var harness = SessionHarness.initialized()
    _ = harness.open(Self.uri, "a")
    _ = harness.change(Self.uri, version: 7, [["text": "b"]])
    #expect(text(of: &harness) == "b")
    let count = harness.result(
      "promptls/count", ["textDocument": ["uri": .string(Self.uri)], "tokenizers": ["gpt2"]])
    #expect(count["version"] == 7)
  }

  @Test func `ranges past the end clamp and inverted ones are passed over`() {
    var harness = SessionHarness.initialized()
    _ = harness.open(Self.uri, "ab\ncd")
    _ = harness.change(
      Self.uri, version: 2, [edit((0, 99), (0, 99), "!"), edit((9, 0), (9, 9), "?")])
    #expect(text(of: &harness) == "ab!\ncd?")
    let effects = harness.change(Self.uri, version: 3, [edit((1, 1), (0, 0), "x")])
    #expect(effects.words.first == "log error")
    #expect(text(of: &harness) == "ab!\ncd?")
  }

  @Test func `an edit that cannot be read is said to be lost, once`() {
    var harness = SessionHarness.initialized()
    _ = harness.open(Self.uri, "ab")
    #expect(
      harness.change(Self.uri, version: 2, [["text": 3]]).words == [
        "log error", "window/showMessage",
      ])
    #expect(harness.change(Self.uri, version: 3, [["text": 3]]).words == ["log error"])
    _ = harness.change(Self.uri, version: 4, [["text": "whole"]])
    #expect(text(of: &harness) == "whole")
    #expect(
      harness.change(Self.uri, version: 5, [["text": 3]]).words == [
        "log error", "window/showMessage",
      ])
  }

  @Test func `an edit of a closed document is logged and answered by nothing`() {
    var harness = SessionHarness.initialized()
    #expect(harness.change(Self.uri, version: 2, [["text": "b"]]).words == ["log error"])
    _ = harness.open(Self.uri, "a ")
    #expect(
      harness.notify("textDocument/didClose", ["textDocument": ["uri": .string(Self.uri)]]).words
        == ["publish 0"])
    #expect(harness.change(Self.uri, version: 2, [["text": "b"]]).words == ["log error"])
  }

  @Test func `a client that pulls diagnostics is not pushed any`() {
    var harness = SessionHarness.initialized(["textDocument": ["diagnostic": [:]]])
    #expect(harness.open(Self.uri, "a ").words == [])
  }

  @Test func `half an emoji does not cost the edit`() {
    var harness = SessionHarness.initialized()
    _ = harness.open(Self.uri, "ab")
    _ = harness.receive(
      #"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.prompt","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":1}},"text":"\ud83d"}]}}"#
    )
    #expect(text(of: &harness) == "a\u{FFFD}b")
  }

  @Test func `a long prompt under a thousand edits counts like a fresh text`() {
    var harness = SessionHarness.initialized()
    var generator = SeededGenerator(seed: 11)
    var lines = (0..<200).map { "Line \($0): the quick brown fox, 12\($0) déjà vu \u{1F600}." }
    _ = harness.open(Self.uri, lines.joined(separator: "\n"))
    let inserts = [" ", "  ", "word", "'s", "\u{1F600}", "é", "1", "://", "\t", "don't"]
    for version in 2..<1002 {
      let line = Int.random(in: 0..<lines.count, using: &generator)
      let units = Array(lines[line].utf16)
      var start = Int.random(in: 0...units.count, using: &generator)
      var end = min(units.count, start + Int.random(in: 0...3, using: &generator))
      if start < units.count, UTF16.isTrailSurrogate(units[start]) { start -= 1 }
      if end < units.count, UTF16.isTrailSurrogate(units[end]) { end += 1 }
      let insert = inserts[Int.random(in: 0..<inserts.count, using: &generator)]
      lines[line] = String(decoding: units[..<start] + insert.utf16 + units[end...], as: UTF16.self)
      _ = harness.change(Self.uri, version: version, [edit((line, start), (line, end), insert)])
    }
    let document = harness.result(
      "promptls/count", ["textDocument": ["uri": .string(Self.uri)], "tokenizers": ["gpt2"]])
    let fresh = harness.result(
      "promptls/count",
      ["text": .string(lines.joined(separator: "\n")), "tokenizers": ["gpt2"]])
    #expect(document["counts"] == fresh["counts"])
    #expect(document["bytes"] == fresh["bytes"])
    #expect(document["version"] == 1001)
  }
}

struct LanguageFeatureTests {
  private static let uri = "file:///a.prompt"
  private static let document: JSON = ["uri": "file:///a.prompt"]

  @Test func `a client that pulls gets what would have been pushed`() {
    var harness = SessionHarness.initialized(["textDocument": ["diagnostic": [:]]])
    _ = harness.open(Self.uri, "This is a \n")
    let report = harness.result("textDocument/diagnostic", ["textDocument": Self.document])
    #expect(report["kind"] == "full")
    #expect(report["items"]?.array?.first?["code"] == "trailing-space")
  }

  @Test func `hovering shows the token in every vocabulary`() throws {
    var harness = SessionHarness.initialized()
    _ = harness.open(Self.uri, "\u{1F600} This is fine")
    let hover = harness.result(
      "textDocument/hover",
      ["textDocument": Self.document, "position": ["line": 0, "character": 12]])
    let text = try #require(hover["contents"]?["value"]?.string)
    #expect(text.contains("**gpt2**: `\" fine\"` = 3734"))
    #expect(text.contains("bert-base-uncased"))
    // In UTF-16 units: the emoji is two.
    #expect(
      hover["range"]
        == ["start": ["line": 0, "character": 10], "end": ["line": 0, "character": 15]])
    _ = harness.change(Self.uri, version: 2, [["text": ""]])
    #expect(
      harness.result(
        "textDocument/hover",
        ["textDocument": Self.document, "position": ["line": 0, "character": 0]]) == .null)
  }

  @Test func `an edit answers for the ghost text it makes stale`() {
    var harness = SessionHarness.initialized()
    harness.library.addModel(name: "default", path: "/nowhere")
    _ = harness.open(Self.uri, "Once")
    let cursor: JSON = ["line": 0, "character": 4]
    #expect(
      harness.request(
        2, "textDocument/inlineCompletion",
        ["textDocument": Self.document, "position": cursor, "context": ["triggerKind": 2]]
      ).words == ["wake 150", "start"])
    #expect(
      harness.change(Self.uri, version: 2, [["text": "Twice"]]).words.first
        == "2 error -32801 content-modified")
  }
}
