import JSONCoding
import PromptServer
import TestSupport
import Testing

struct ConfigurationTests {
  private func codes(_ effects: [Effect]) -> [String] {
    effects.messages.last?["params"]?["diagnostics"]?.array?.compactMap { $0["code"]?.string } ?? []
  }

  @Test func `settings come with initialize or later, nested or not`() {
    var harness = SessionHarness()
    _ = harness.request(
      1, "initialize",
      ProtocolModels.initialize(options: ["promptls": ["finalNewline": "partOfPrompt"]]))
    #expect(codes(harness.open("a:b", "Ends in a space \n")).contains("trailing-space") == false)
    let effects = harness.notify(
      "workspace/didChangeConfiguration", ["settings": ["finalNewline": "ignore"]])
    #expect(codes(effects).contains("trailing-space"))
  }

  @Test func `a rule can be switched off`() {
    var harness = SessionHarness.initialized()
    _ = harness.notify(
      "workspace/didChangeConfiguration", ["settings": ["disabledRules": ["trailing-space"]]])
    #expect(codes(harness.open("a:b", "Ends in a space ")) == [])
  }

  @Test func `the vocabulary that is set is the one linted for`() {
    var harness = SessionHarness.initialized()
    _ = harness.notify(
      "workspace/didChangeConfiguration", ["settings": ["tokenizer": "cl100k_base"]])
    let message = harness.open("a:b", "Ends in a space ").messages.last?["params"]?["diagnostics"]?
      .array?.first?["message"]?.string
    #expect(message?.contains("cl100k_base") == true)
  }

  @Test(
    arguments: [
      (["colour": 1] as JSON, "there is no setting \"colour\""),
      (["tokenizer": "x"], "one of gpt2"),
      (["finalNewline": true], "\"ignore\" or \"partOfPrompt\""),
      (["disabledRules": ["nope"]], "trailing-space"), (3, "not an object"),
    ] as [(JSON, String)])
  func `what is wrong with a setting is said`(_ settings: JSON, _ words: String) {
    var harness = SessionHarness.initialized()
    let effects = harness.notify("workspace/didChangeConfiguration", ["settings": settings])
    #expect(effects.words == ["window/showMessage"])
    #expect(effects.messages.first?["params"]?["message"]?.string?.contains(words) == true)
    #expect(harness.notify("workspace/didChangeConfiguration", ["settings": .null]).words == [])
  }
}

struct MeasurementTests {
  private static let uri = "a:b"

  /// A session that knows a model; nothing runs its jobs but the test.
  private func harness() -> SessionHarness {
    let harness = SessionHarness.initialized()
    harness.library.addModel(name: "default", path: "/nowhere")
    return harness
  }

  private func severities(_ effects: [Effect]) -> [JSON?] {
    (effects.messages.last?["params"]?["diagnostics"]?.array ?? []).map { $0["severity"] }
  }

  @Test func `findings go out at once and again with what the model says`() {
    var harness = harness()
    // A word that may be finished is nothing to speak of until the model has.
    #expect(harness.open(Self.uri, "Hello, wor").words == ["publish 0", "start"])
    let harm: JSON = ["harm": .number(0.97), "bits": .number(5.1), "estimate": false]
    let weighed = harness.handle(.finished(harness.jobs[0].id, .success(harm)))
    #expect(weighed.words == ["publish 1", "start"])
    #expect(severities(weighed) == [2])
    let diagnostic = weighed.messages.first?["params"]?["diagnostics"]?.array?.first
    #expect(diagnostic?["data"] == harm)
  }

  @Test func `harm is followed by the smallest edit that mends it`() throws {
    var harness = harness()
    _ = harness.open(Self.uri, "Hello, wor \n")
    let harm: JSON = ["harm": .number(0.97), "bits": .number(5.1), "estimate": false]
    _ = harness.handle(.finished(harness.jobs[0].id, .success(harm)))
    let left: JSON = ["harm": .number(0.01), "bits": .number(0.1), "estimate": false]
    let answer: JSON = ["edit": 5, "left": left]
    #expect(
      harness.handle(.finished(harness.jobs[1].id, .success(answer))).words == ["publish 1"])
    let actions = harness.result(
      "textDocument/codeAction",
      [
        "textDocument": ["uri": .string(Self.uri)], "context": ["diagnostics": []],
        "range": ["start": ["line": 0, "character": 11], "end": ["line": 0, "character": 11]],
      ])
    let first = try #require(actions.array?.first)
    #expect(first["title"] == "Delete \" wor \": harm 97 % becomes 1 %")
    #expect(
      first["edit"]?["changes"]?[Self.uri]?.array?.first?["range"]?["start"]
        == ["line": 0, "character": 6])
  }

  @Test func `what costs next to nothing is taken back`() {
    var harness = harness()
    #expect(harness.open(Self.uri, "The end ").words == ["publish 1", "start"])
    let harm: JSON = ["harm": .number(0.01), "bits": .number(0.01), "estimate": false]
    #expect(harness.handle(.finished(harness.jobs[0].id, .success(harm))).words == ["publish 0"])
  }

  @Test func `fixes go with what was taken back, and come back with the text`() {
    var harness = harness()
    func actions() -> Int? {
      harness.result(
        "textDocument/codeAction",
        [
          "textDocument": ["uri": .string(Self.uri)], "context": ["diagnostics": []],
          "range": ["start": ["line": 0, "character": 8], "end": ["line": 0, "character": 8]],
        ]
      ).array?.count
    }
    _ = harness.open(Self.uri, "The end ")
    #expect(actions() == 1)
    let harm: JSON = ["harm": .number(0.01), "bits": .number(0.01), "estimate": false]
    _ = harness.handle(.finished(harness.jobs[0].id, .success(harm)))
    #expect(actions() == 0)
    _ = harness.change(Self.uri, version: 2, [["text": "The End "]])
    #expect(actions() == 1)
  }

  @Test func `a client that pulls is told to ask again once a model has spoken`() {
    var harness = SessionHarness.initialized([
      "textDocument": ["diagnostic": [:]],
      "workspace": ["diagnostics": ["refreshSupport": true]],
    ])
    harness.library.addModel(name: "default", path: "/nowhere")
    func severities() -> [JSON?]? {
      harness.result("textDocument/diagnostic", ["textDocument": ["uri": .string(Self.uri)]])[
        "items"]?.array?.map { $0["severity"] }
    }
    #expect(harness.open(Self.uri, "Hello, wor").words == ["start"])
    #expect(severities() == [])
    for (probability, shown) in [(0.97, [2]), (0.15, [2]), (0.01, [])] as [(Double, [JSON?])] {
      let harm: JSON = [
        "harm": .number(probability), "bits": .number(0.24), "estimate": false,
      ]
      let asked = harness.handle(.finished(harness.jobs[harness.jobs.count - 1].id, .success(harm)))
      #expect(asked.words.first == "workspace/diagnostic/refresh")
      #expect(severities() == shown)
      _ = harness.change(Self.uri, version: 2, [["text": "Hello, wor"]])
      _ = harness.advance(by: 200)
    }
  }

  @Test func `an edit makes the question stale`() {
    var harness = harness()
    _ = harness.open(Self.uri, "Hello, wor")
    #expect(
      harness.change(Self.uri, version: 2, [["text": "Hello, worl"]]).words == [
        "publish 1", "wake 150",
      ])
    #expect(harness.advance(by: 149).words == [])
    #expect(harness.advance(by: 1).words == ["start"])
    #expect(harness.jobs[0].cancellation.isCancelled)
    let harm: JSON = ["harm": 1, "bits": 9, "estimate": false]
    #expect(harness.handle(.finished(harness.jobs[0].id, .success(harm))).words == [])
    #expect(
      harness.handle(.finished(harness.jobs[1].id, .success(harm))).words == ["publish 2", "start"])
    _ = harness.change(Self.uri, version: 3, [["text": "Hello, world"]])
    _ = harness.advance(by: 200)
    _ = harness.notify("textDocument/didClose", ["textDocument": ["uri": .string(Self.uri)]])
    #expect(harness.handle(.finished(harness.jobs[3].id, .success(harm))).words == [])
  }

  @Test func `no model and no wish are no question`() {
    var without = SessionHarness.initialized()
    #expect(without.open(Self.uri, "Hello, wor ").words == ["publish 1"])
    var unwilling = harness()
    _ = unwilling.notify("workspace/didChangeConfiguration", ["settings": ["measure": false]])
    #expect(unwilling.open(Self.uri, "Hello, wor ").words == ["publish 1"])
  }
}
