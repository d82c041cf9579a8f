import JSONCoding
import PromptServer
import TestSupport
import Testing
import Vocabularies

/// What editors show of a prompt besides diagnostics and counts.
struct EditorFeatureTests {
  private static let uri = "file:///a.prompt"
  private static let document: JSON = ["uri": .string(uri)]

  private func harness(
    _ text: String, _ capabilities: JSON = [:], settings: JSON? = nil
  ) -> SessionHarness {
    var harness = SessionHarness.initialized(capabilities)
    if let settings {
      _ = harness.notify("workspace/didChangeConfiguration", ["settings": settings])
    }
    _ = harness.open(Self.uri, text)
    return harness
  }

  private func numbers(_ value: JSON?) -> [Int] {
    value?["data"]?.array?.compactMap(\.integer) ?? []
  }

  private func range(_ start: (Int, Int), _ end: (Int, Int)) -> JSON {
    [
      "start": ["line": .integer(start.0), "character": .integer(start.1)],
      "end": ["line": .integer(end.0), "character": .integer(end.1)],
    ]
  }

  // MARK: Colours

  /// Segments as (line, column, length, kind), taken apart as LSP says.
  private func segments(_ data: [Int]) -> [[Int]] {
    var line = 0
    var column = 0
    return stride(from: 0, to: data.count, by: 5).map { index in
      column = data[index] == 0 ? column + data[index + 1] : data[index + 1]
      line += data[index]
      return [line, column, data[index + 2], data[index + 3]]
    }
  }

  @Test func `neighbouring tokens have different colours`() {
    var harness = harness("This is a fine day.\n\n\u{1F600}x\nfine")
    let data = numbers(
      harness.result("textDocument/semanticTokens/full", ["textDocument": Self.document]))
    let found = segments(data)
    #expect(
      found.prefix(6).map { $0 } == [
        [0, 0, 4, 0], [0, 4, 3, 1], [0, 7, 2, 0], [0, 9, 5, 1], [0, 14, 4, 0], [0, 18, 1, 1],
      ])
    for (one, next) in zip(found, found.dropFirst()) where one[0] == next[0] {
      #expect(one[3] != next[3])
      #expect(one[1] + one[2] == next[1])
    }
    // The emoji is several tokens and one segment, two UTF-16 units long.
    #expect(found.contains([2, 0, 2, 0]))
  }

  @Test func `a range has the colours of its lines`() {
    let text = (0..<20).map { "line \($0) of many" }.joined(separator: "\n")
    var harness = harness(text)
    let all = segments(
      numbers(harness.result("textDocument/semanticTokens/full", ["textDocument": Self.document])))
    let part = segments(
      numbers(
        harness.result(
          "textDocument/semanticTokens/range",
          ["textDocument": Self.document, "range": range((5, 0), (8, 3))])))
    #expect(part == all.filter { 5...8 ~= $0[0] })
  }

  @Test func `deltas lead from one state to the next`() throws {
    var generator = SeededGenerator(seed: 21)
    var text = "one two three\nfour five\nsix"
    var harness = harness(text)
    let first = harness.result(
      "textDocument/semanticTokens/full", ["textDocument": Self.document])
    var data = numbers(first)
    var state = try #require(first["resultId"])
    for version in 2..<40 {
      let place = Int.random(in: 0...text.count, using: &generator)
      text.insert(
        contentsOf: ["a", " b", "\n", "c d\n", "."].randomElement(using: &generator) ?? "",
        at: text.index(text.startIndex, offsetBy: place))
      _ = harness.change(Self.uri, version: version, [["text": .string(text)]])
      let delta = harness.result(
        "textDocument/semanticTokens/full/delta",
        ["textDocument": Self.document, "previousResultId": state])
      for edit in delta["edits"]?.array ?? [] {
        let start = edit["start"]?.integer ?? 0
        data.replaceSubrange(
          start..<start + (edit["deleteCount"]?.integer ?? 0), with: numbers(edit))
      }
      state = try #require(delta["resultId"])
      var fresh = self.harness(text)
      #expect(
        data
          == numbers(
            fresh.result("textDocument/semanticTokens/full", ["textDocument": Self.document])))
    }
    let unknown = harness.result(
      "textDocument/semanticTokens/full/delta",
      ["textDocument": Self.document, "previousResultId": "nothing"])
    #expect(numbers(unknown) == data)
  }

  @Test func `languages with colours of their own keep them`() {
    var harness = SessionHarness.initialized()
    _ = harness.notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": "a:b", "languageId": "markdown", "version": 1, "text": "one two"]])
    let asked: JSON = ["textDocument": ["uri": "a:b"]]
    #expect(numbers(harness.result("textDocument/semanticTokens/full", asked)) == [])
    _ = harness.notify("workspace/didChangeConfiguration", ["settings": ["semanticTokens": "on"]])
    #expect(numbers(harness.result("textDocument/semanticTokens/full", asked)).count == 10)
    _ = harness.notify("workspace/didChangeConfiguration", ["settings": ["semanticTokens": "off"]])
    #expect(numbers(harness.result("textDocument/semanticTokens/full", asked)) == [])
  }

  // MARK: Selections

  @Test func `a selection grows from the token to the document`() {
    var harness = harness("intro\n# Head\nHello, antidisestablishmentarianism world\nmore\n")
    let result = harness.result(
      "textDocument/selectionRange",
      ["textDocument": Self.document, "positions": [["line": 2, "character": 12]]])
    var ranges: [JSON] = []
    var next = result.array?.first
    while let current = next {
      ranges.append(current["range"] ?? .null)
      next = current["parent"]
    }
    // The long word is one piece of several tokens.
    #expect(ranges.count == 5)
    #expect(
      ranges.suffix(4) == [
        range((2, 6), (2, 35)), range((2, 0), (2, 41)), range((1, 0), (4, 0)),
        range((0, 0), (4, 0)),
      ])
  }

  @Test func `the token at the cursor is lit up`() {
    var harness = harness("This is fine")
    let result = harness.result(
      "textDocument/documentHighlight",
      ["textDocument": Self.document, "position": ["line": 0, "character": 9]])
    #expect(result.array?.first?["range"] == range((0, 7), (0, 12)))
  }

  // MARK: Fixes and commands

  private func actions(
    _ harness: inout SessionHarness, _ range: JSON, only: JSON? = nil
  ) -> [JSON] {
    var context: [String: JSON] = ["diagnostics": []]
    context["only"] = only
    return harness.result(
      "textDocument/codeAction",
      ["textDocument": Self.document, "range": range, "context": .object(context)]
    ).array ?? []
  }

  @Test func `one action mends all that is wrong`() {
    var harness = harness("Say <|endoftext|> twice \n")
    let found = actions(&harness, range((0, 0), (0, 0)), only: ["source.fixAll"])
    #expect(found.map { $0["kind"] } == ["source.fixAll.promptls"])
    let edits = found.first?["edit"]?["changes"]?[Self.uri]?.array
    #expect(edits?.contains { $0["range"] == range((0, 23), (0, 24)) } == true)
    #expect(actions(&harness, range((0, 0), (0, 0)), only: ["refactor"]) == [])
    var clean = self.harness("Say it twice:\nyes.\n\n")
    #expect(actions(&clean, range((0, 0), (0, 0)), only: ["source.fixAll"]) == [])
  }

  @Test func `a selection offers commands and their answers are shown`() throws {
    var harness = harness("Hello, Mike.")
    let all = range((0, 0), (0, 12))
    let offered = actions(&harness, all).compactMap { $0["command"] }
    #expect(offered.count == PromptCommandNames.all.count)
    let compare = try #require(offered.first { $0["command"] == "promptls.compareVocabularies" })
    let effects = harness.request(
      5, "workspace/executeCommand",
      ["command": "promptls.compareVocabularies", "arguments": compare["arguments"] ?? []])
    #expect(effects.words == ["5 result", "window/showMessage"])
    #expect(
      effects.messages.last?["params"]?["message"]
        == "gpt2 4 · cl100k_base 4 · o200k_base 4 · bert-base-uncased 4 tokens, 12 bytes")
    let translated = harness.request(
      6, "workspace/executeCommand",
      [
        "command": "promptls.translateSelection",
        "arguments": [["uri": .string(Self.uri), "range": all, "to": "bert-base-uncased"]],
      ])
    #expect(
      translated.messages.last?["params"]?["message"]
        == "gpt2 → bert-base-uncased: 4 → 4 tokens, lost: case ×2")
    let unknown = harness.result("workspace/executeCommand", ["command": "nothing"])
    #expect(unknown["code"] == -32602)
  }

  @Test func `going on edits the document where the editor takes edits`() {
    for (capabilities, word) in [
      (["workspace": ["applyEdit": true]] as JSON, "workspace/applyEdit"),
      ([:] as JSON, "window/showMessage"),
    ] {
      var harness = harness("Once upon\n", capabilities)
      harness.library.addModel(name: "default", path: "/nowhere")
      _ = harness.request(
        7, "workspace/executeCommand",
        ["command": "promptls.heal", "arguments": [["uri": .string(Self.uri)]]])
      let effects = harness.handle(
        .finished(harness.jobs[0].id, .success(["text": " a time"])))
      #expect(effects.words == ["7 result", word])
      if word == "workspace/applyEdit" {
        let edit = effects.messages.last?["params"]?["edit"]?["changes"]?[Self.uri]?.array?.first
        #expect(edit == ["range": range((0, 9), (0, 9)), "newText": " a time"])
      }
    }
  }

  // MARK: Diagnostics

  @Test func `a diagnostic leads to its rule and to the last certain token`() {
    var harness = SessionHarness.initialized([
      "textDocument": ["publishDiagnostics": ["relatedInformation": true]]
    ])
    let diagnostic = harness.open(Self.uri, "This is a ").messages.last?["params"]?["diagnostics"]?
      .array?.first
    #expect(diagnostic?["codeDescription"]?["href"] == "rule:trailing-space")
    let related = diagnostic?["relatedInformation"]?.array?.first
    #expect(related?["location"]?["range"] == range((0, 7), (0, 9)))
    #expect(related?["location"]?["uri"] == .string(Self.uri))
  }

  @Test func `diagnostics that the client has are not sent again`() {
    var harness = harness("a ", ["textDocument": ["diagnostic": [:]]])
    let full = harness.result("textDocument/diagnostic", ["textDocument": Self.document])
    #expect(full["kind"] == "full")
    let again = harness.result(
      "textDocument/diagnostic",
      ["textDocument": Self.document, "previousResultId": full["resultId"] ?? .null])
    #expect(again["kind"] == "unchanged")
    _ = harness.change(Self.uri, version: 2, [["text": "a  "]])
    let changed = harness.result(
      "textDocument/diagnostic",
      ["textDocument": Self.document, "previousResultId": full["resultId"] ?? .null])
    #expect(changed["kind"] == "full")
  }

  @Test func `counts are no diagnostics`() {
    var harness = harness("# One\nfine.\n")
    let codes =
      harness.change(Self.uri, version: 2, [["text": "# One\n\nAll is well, is it?\n\n"]])
      .messages.last?["params"]?["diagnostics"]?.array?.compactMap { $0["code"]?.string } ?? []
    #expect(codes.allSatisfy { !$0.contains("count") && !$0.contains("token") })
  }

  // MARK: Hints, lenses, hover

  @Test func `a mark shows that the prompt's end is not certain`() {
    var harness = harness("This is a ", settings: ["inlayHints": "full"])
    let asked: JSON = ["textDocument": Self.document, "range": range((0, 0), (0, 10))]
    let hint = harness.result("textDocument/inlayHint", asked).array?.last
    #expect(hint?["position"] == ["line": 0, "character": 10])
    #expect(hint?["label"]?.string?.hasPrefix("┊") == true)
    _ = harness.notify("workspace/didChangeConfiguration", ["settings": ["inlayHints": "off"]])
    #expect(harness.result("textDocument/inlayHint", asked) == [])
  }

  @Test func `a lens tells the share of the window`() {
    var harness = harness("one two three", settings: ["contextWindow": 30])
    let title = harness.result("textDocument/codeLens", ["textDocument": Self.document])
      .array?.first?["command"]?["title"]?.string
    #expect(title?.hasSuffix(" tokens · 10 % of 30") == true)
  }

  @Test func `hovering shows what cannot be seen`() {
    var harness = harness("a\u{200B}b")
    let value = harness.result(
      "textDocument/hover",
      ["textDocument": Self.document, "position": ["line": 0, "character": 1]])["contents"]?[
        "value"]?
      .string
    #expect(value?.contains(#"\u{200B}"#) == true, "\(value ?? "")")
    #expect(value?.contains("e2 80 8b") == true)
  }

  @Test func `hovering asks a model what the seam costs`() throws {
    var harness = harness("Hello, wor")
    harness.library.addModel(name: "default", path: "/nowhere")
    let asked: JSON = [
      "textDocument": Self.document, "position": ["line": 0, "character": 8],
    ]
    #expect(harness.request(8, "textDocument/hover", asked).words == ["start"])
    let job = try #require(harness.jobs.last)
    let answer = harness.handle(.finished(job.id, .success("costs 5 bits"))).messages.first
    #expect(answer?["result"]?["contents"]?["value"]?.string?.contains("costs 5 bits") == true)
  }
}

/// The commands that are announced.
private enum PromptCommandNames {
  static let all: [String] = {
    var harness = SessionHarness()
    return harness.result("initialize", ProtocolModels.initialize())["capabilities"]?[
      "executeCommandProvider"]?["commands"]?.array?.compactMap(\.string) ?? []
  }()
}
