import JSONCoding
import JSONRPC
import PromptServer
import TestSupport
import Testing

struct LifecycleTests {
  @Test func `language requests wait for initialize and prompt requests do not`() {
    var harness = SessionHarness()
    #expect(
      harness.request(1, "textDocument/codeAction", [:]).words
        == ["1 error -32002 server-not-initialized"])
    #expect(
      harness.request(2, "textDocument/nothing", [:]).words
        == ["2 error -32002 server-not-initialized"])
    #expect(
      harness.request(3, "promptls/count", ["text": "a", "tokenizers": ["gpt2"]]).words == [
        "3 result"
      ])
    #expect(harness.open("file:///a", "a ").words == ["log error"])
  }

  @Test func `initialize tells what the server can do and watches its parent`() throws {
    var harness = SessionHarness()
    let effects = harness.request(1, "initialize", ProtocolModels.initialize(processID: 42))
    #expect(effects.words == ["1 result", "watch 42"])
    let capabilities = try #require(effects.messages.first?["result"]?["capabilities"])
    #expect(capabilities["positionEncoding"] == "utf-16")
    #expect(capabilities["textDocumentSync"]?["change"] == 2)
    // Editors in Lisp and Vim script take an empty object for "no".
    #expect(capabilities.object?.values.contains([:]) == false)
    #expect(
      capabilities["experimental"]?["promptls"]?["methods"]?.array?.contains("promptls/count")
        == true)
    #expect(
      harness.request(2, "initialize", ProtocolModels.initialize()).words
        == ["2 error -32600 invalid-request"])
  }

  @Test(arguments: [
    (["utf-8", "utf-16"] as JSON, "utf-8"), (["utf-32", "utf-8"] as JSON, "utf-32"),
    (["utf-7", "utf-16"] as JSON, "utf-16"), (JSON.null, "utf-16"), ([] as JSON, "utf-16"),
  ])
  func `the first position encoding that both know is taken`(_ offered: JSON, _ taken: String) {
    var harness = SessionHarness(isClientHeld: false)
    let result = harness.result(
      "initialize", ProtocolModels.initialize(["general": ["positionEncodings": offered]]))
    #expect(result["capabilities"]?["positionEncoding"] == .string(taken))
  }

  @Test func `capabilities may be null or odd`() {
    var harness = SessionHarness(isClientHeld: false)
    let odd: JSON = ["textDocument": .null, "general": 3, "workspace": ["inlayHint": .null]]
    #expect(harness.request(1, "initialize", ["capabilities": odd]).words == ["1 result"])
    var other = SessionHarness(isClientHeld: false)
    #expect(other.request(1, "initialize", ["capabilities": .null]).words == ["1 result"])
  }

  @Test func `exit gives status 0 after shutdown and 1 without`() {
    var polite = SessionHarness.initialized()
    #expect(polite.request(1, "shutdown", .null).words == ["1 result"])
    #expect(polite.request(2, "promptls/count", [:]).words == ["2 error -32600 invalid-request"])
    #expect(polite.notify("exit", .null).words == ["exit 0"])
    var rude = SessionHarness.initialized()
    #expect(rude.notify("exit", .null).words == ["exit 1"])
  }

  @Test func `a shutdown without an id is done and not answered`() {
    var harness = SessionHarness(isClientHeld: false)
    _ = harness.request(0, "initialize", ProtocolModels.initialize())
    #expect(harness.notify("shutdown", .null).words == [])
    #expect(harness.notify("exit", .null).words == ["exit 0"])
  }

  @Test func `unknown methods are refused and unknown notifications passed over`() {
    var harness = SessionHarness.initialized()
    #expect(harness.request(1, "$/nothing", [:]).words == ["1 error -32601 method-not-found"])
    #expect(
      harness.request(2, "promptls/nothing", [:]).words == ["2 error -32601 method-not-found"])
    #expect(harness.notify("$/nothing", [:]).messages.isEmpty)
    #expect(harness.request(3, "initialized", [:]).words == ["3 error -32600 invalid-request"])
  }

  @Test func `wrong parameters are named in the error`() {
    var harness = SessionHarness.initialized()
    let error = harness.result("promptls/count", ["text": 3])
    #expect(error["code"] == -32602)
    #expect(error["message"] == "promptls/count: text is not a string")
    let both = harness.result("promptls/count", ["text": "a", "bytes": "YQ=="])
    #expect(both["message"]?.string?.contains("more than one text") == true)
    let mode = harness.result("promptls/tokenize", ["text": "a", "detail": "all"])
    #expect(mode["message"] == "promptls/tokenize: detail is none of ids, tokens")
    let twice = harness.result("promptls/translate", ["ids": [1], "text": "a", "to": "gpt2"])
    #expect(twice["code"] == -32602)
    let unknown = harness.result("promptls/count", ["text": "a", "tokenizers": ["nope"]])
    #expect(unknown["data"]?["code"] == "unknown-tokenizer")
    let closed = harness.result(
      "promptls/count", ["textDocument": ["uri": "file:///x"], "tokenizers": ["gpt2"]])
    #expect(closed["data"]?["code"] == "unknown-document")
  }

  @Test func `string ids come back as strings`() {
    var harness = SessionHarness()
    #expect(harness.request(.string("1"), "promptls/tokenizers", [:]).messages.first?["id"] == "1")
  }

  @Test func `batches are answered as batches on lines and refused behind headers`() {
    var harness = SessionHarness()
    let batch = """
      [{"jsonrpc":"2.0","id":1,"method":"promptls/tokenizers"},
       {"jsonrpc":"2.0","method":"$/x"}, 7,
       {"jsonrpc":"2.0","id":2,"method":"nope"}]
      """
    #expect(
      harness.receive(batch, framing: .lines).words.last
        == "1 result, null error -32600 invalid-request, 2 error -32002 server-not-initialized")
    #expect(harness.receive(batch).words == ["null error -32600 invalid-request"])
    #expect(
      harness.receive(#"[{"jsonrpc":"2.0","method":"$/x"}]"#, framing: .lines).messages.isEmpty)
    #expect(harness.receive("[]", framing: .lines).words == ["null error -32600 invalid-request"])
  }

  @Test func `what was answered before exit goes out before it, in a batch too`() {
    var harness = SessionHarness()
    let batch = """
      [{"jsonrpc":"2.0","id":1,"method":"promptls/count","params":{"text":"a","tokenizers":["gpt2"]}},
       {"jsonrpc":"2.0","id":2,"method":"promptls/loadModel","params":{"name":"m","path":"/x"}},
       {"jsonrpc":"2.0","method":"exit"},
       {"jsonrpc":"2.0","id":3,"method":"promptls/tokenizers"}]
      """
    #expect(
      harness.receive(batch, framing: .lines).words == [
        "start", "1 result, 2 error -32800 request-cancelled", "exit 1",
      ])
  }

  @Test func `the end of input ends the process as the framing says`() {
    var pipe = SessionHarness()
    #expect(pipe.handle(.closed(.lines)).words == ["exit 0"])
    var editor = SessionHarness.initialized()
    #expect(editor.handle(.closed(.headers)).words == ["exit 1"])
    var polite = SessionHarness.initialized()
    _ = polite.request(1, "shutdown", .null)
    #expect(polite.handle(.closed(.headers)).words == ["exit 0"])
    var nothing = SessionHarness()
    #expect(nothing.handle(.closed(nil)).words == ["exit 0"])
  }

  @Test func `an oversized message is refused by size`() {
    var harness = SessionHarness()
    let error = harness.handle(.oversizedFrame(bytes: 100, limit: 10)).messages.first?["error"]
    #expect(error?["data"]?["code"] == "message-too-large")
    #expect(error?["data"]?["limit"] == 10)
  }
}
