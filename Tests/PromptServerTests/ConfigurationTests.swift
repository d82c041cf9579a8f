import JSONCoding
import PromptServer
import Testing

struct ConfigurationTests {
  private func codes(_ effects: [Effect]) -> [String] {
    effects.messages.last?["params"]?["diagnostics"]?.array?.compactMap { $0["code"]?.string } ?? []
  }

  @Test func `settings come with initialize or later, nested or not`() {
    var harness = SessionHarness()
    _ = harness.request(
      1, "initialize",
      [
        "capabilities": [:],
        "initializationOptions": ["promptls": ["finalNewline": "partOfPrompt"]],
      ])
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
