import JSONCoding
import JSONRPC
import Model
import PromptServer
import Testing

struct JobTests {
  /// Loading a model is a job; nothing runs it here but the test.
  private static let load: JSON = ["name": "m", "path": "/nowhere"]
  private static let loaded: JSON = ["name": "m", "path": "/nowhere", "loaded": true]

  @Test func `a cancelled request is answered once, at once`() {
    var harness = SessionHarness()
    #expect(harness.request(1, "promptls/loadModel", Self.load).words == ["start"])
    let job = harness.jobs[0]
    #expect(
      harness.notify("$/cancelRequest", ["id": 1]).words == ["1 error -32800 request-cancelled"])
    #expect(job.cancellation.isCancelled)
    #expect(harness.handle(.finished(job.id, .success(Self.loaded))).words == [])
    #expect(harness.notify("$/cancelRequest", ["id": 1]).words == [])
    #expect(harness.notify("$/cancelRequest", ["id": "1"]).words == [])
  }

  @Test func `an id may be used again once it is answered`() {
    var harness = SessionHarness()
    _ = harness.request(1, "promptls/loadModel", Self.load)
    #expect(
      harness.request(1, "promptls/tokenizers", [:]).words == ["1 error -32600 invalid-request"])
    _ = harness.notify("$/cancelRequest", ["id": 1])
    #expect(harness.request(1, "promptls/loadModel", Self.load).words == ["start"])
    #expect(harness.handle(.finished(harness.jobs[0].id, .success(Self.loaded))).words == [])
    #expect(
      harness.handle(.finished(harness.jobs[1].id, .success(Self.loaded))).words == ["1 result"])
  }

  @Test func `short requests are answered while a job runs`() {
    var harness = SessionHarness()
    _ = harness.request(1, "promptls/loadModel", Self.load)
    #expect(
      harness.request(2, "promptls/count", ["text": "a", "tokenizers": ["gpt2"]]).words
        == ["2 result"])
  }

  @Test func `a batch waits for its jobs`() {
    var harness = SessionHarness()
    let batch = """
      [{"jsonrpc":"2.0","id":1,"method":"promptls/loadModel","params":{"name":"m","path":"/x"}},
       {"jsonrpc":"2.0","id":2,"method":"promptls/tokenizers"}]
      """
    #expect(harness.receive(batch, framing: .lines).words == ["start"])
    #expect(
      harness.handle(.finished(harness.jobs[0].id, .success(Self.loaded))).words
        == ["2 result, 1 result"])
  }

  @Test func `a pipe that ends waits for its answers`() {
    var harness = SessionHarness()
    _ = harness.request(1, "promptls/loadModel", Self.load)
    #expect(harness.handle(.closed(.lines)).words == [])
    #expect(
      harness.handle(.finished(harness.jobs[0].id, .success(Self.loaded))).words
        == ["1 result", "exit 0"])
  }

  @Test func `an editor that is gone cancels what runs`() {
    var harness = SessionHarness.initialized()
    _ = harness.request(1, "promptls/loadModel", Self.load)
    #expect(
      harness.handle(.closed(.headers)).words == ["1 error -32800 request-cancelled", "exit 1"])
    #expect(harness.jobs[0].cancellation.isCancelled)
  }

  @Test func `a long text is read by a job and gives the same answer`() throws {
    var harness = SessionHarness()
    let long = String(repeating: "word ", count: 60_000)
    let effects = harness.request(
      1, "promptls/count", ["text": .string(long), "tokenizers": ["gpt2"]])
    #expect(effects.words == ["start"])
    let job = try #require(harness.jobs.first)
    #expect(job.lane == .text)
    let report = JobReport(cancellation: job.cancellation) { _ in }
    let result = try job.run(Workbench(library: harness.library) { .serial }, report).get()
    #expect(result["words"] == 60_000)
    // Each word but the first brings its space, and the last space stands alone.
    #expect(result["counts"]?.array?.first?["tokens"] == 60_001)
  }

  @Test func `a model that cannot be loaded is an error that names it`() throws {
    var harness = SessionHarness()
    _ = harness.request(1, "promptls/loadModel", Self.load)
    let job = try #require(harness.jobs.first)
    let report = JobReport(cancellation: job.cancellation) { _ in }
    let result = job.run(Workbench(library: harness.library) { .serial }, report)
    let error = try #require(harness.handle(.finished(job.id, result)).messages.first?["error"])
    #expect(error["code"] == -32803)
    #expect(error["data"]?["code"] == "model-load-failed")
    #expect(error["message"]?.string?.contains("/nowhere") == true)
  }
}
