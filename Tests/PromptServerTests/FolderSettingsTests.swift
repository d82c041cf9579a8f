import JSONCoding
import Model
import PromptServer
import Synchronization
import TestSupport
import Testing

/// Settings in files beside prompts.
struct FolderSettingsTests {
  private static let uri = "file:///home/me/my%20prompts/a.prompt"

  @Test(arguments: [
    ("file:///a%20b", "/a b"), ("file:///%C3%a9", "/é"), ("file:///100%", "/100%"),
    ("file:///a%-1b", "/a%-1b"), ("file:///a%+1b", "/a%+1b"),
  ])
  func `a path is what its escapes spell`(_ uri: String, _ path: String) {
    #expect(FolderSettings.path(ofURI: uri) == path)
  }

  /// Files that a test can change.
  private final class Files: Sendable {
    let contents: Mutex<[String: String]>

    init(_ contents: [String: String]) { self.contents = Mutex(contents) }

    func read(_ path: String) -> [UInt8]? {
      contents.withLock { $0[path] }.map { Array($0.utf8) }
    }
  }

  private func harness(_ files: Files, _ capabilities: JSON = [:]) -> SessionHarness {
    var harness = SessionHarness(readFile: files.read)
    _ = harness.request(0, "initialize", ProtocolModels.initialize(capabilities))
    return harness
  }

  /// Runs the job that reads settings and gives what comes of it.
  private func read(_ harness: inout SessionHarness) throws -> [Effect] {
    let job = try #require(harness.jobs.last)
    let report = JobReport(cancellation: job.cancellation) { _ in }
    let result = job.run(Workbench(library: harness.library) { .serial }, report)
    return harness.handle(.finished(job.id, result))
  }

  private func codes(_ effects: [Effect]) -> [String]? {
    effects.messages.last { $0["method"] == "textDocument/publishDiagnostics" }?["params"]?[
      "diagnostics"]?.array?.compactMap { $0["code"]?.string }
  }

  @Test func `the nearest file above a prompt holds for it`() throws {
    let files = Files([
      "/home/me/.promptls.json": #"{"disabledRules": ["trailing-space"]}"#,
      "/.promptls.json": #"{"disabledRules": []}"#,
    ])
    var harness = harness(files)
    #expect(codes(harness.open(Self.uri, "Ends in a space ")) == ["trailing-space"])
    #expect(codes(try read(&harness)) == [])
    #expect(codes(harness.open("untitled:x", "Ends in a space ")) == ["trailing-space"])
    #expect(harness.jobs.count == 1)
  }

  @Test func `a file that changes is read again`() throws {
    let files = Files(["/home/.promptls.json": #"{"disabledRules": ["trailing-space"]}"#])
    var harness = harness(files)
    _ = harness.open(Self.uri, "Ends in a space ")
    #expect(codes(try read(&harness)) == [])
    files.contents.withLock { $0 = [:] }
    let told = harness.notify(
      "workspace/didChangeWatchedFiles",
      ["changes": [["uri": "file:///home/.promptls.json", "type": 3]]])
    #expect(told.words == ["start"])
    #expect(codes(try read(&harness)) == ["trailing-space"])
    _ = harness.open("file:///home/.promptls.json", "{}")
    _ = try read(&harness)
    #expect(
      harness.notify(
        "textDocument/didSave", ["textDocument": ["uri": "file:///home/.promptls.json"]]
      ).words == ["start", "start"])
  }

  @Test func `what is wrong with a file is said once, with its path`() throws {
    let files = Files(["/.promptls.json": #"{"colour": 1, "$schema": "x"}"#])
    var harness = harness(files)
    _ = harness.open(Self.uri, "fine")
    let first = try read(&harness)
    #expect(first.words.first == "window/showMessage")
    let message = first.messages.first?["params"]
    #expect(message?["type"] == 2)
    #expect(
      message?["message"]?.string?.hasPrefix("/.promptls.json: there is no setting \"colour\"")
        == true)
    _ = harness.open("file:///b", "fine")
    #expect(try read(&harness).words.contains("window/showMessage") == false)
    files.contents.withLock { $0["/.promptls.json"] = "{" }
    _ = harness.open("file:///c", "fine")
    let broken = try read(&harness).messages.first?["params"]?["message"]?.string
    #expect(broken?.contains("is not JSON") == true)
  }

  @Test func `requests about a document heed its folder's settings`() throws {
    let files = Files([
      "/.promptls.json": #"{"tokenizers": ["bert-base-uncased"], "tokenizer": "o200k_base"}"#
    ])
    var harness = harness(files)
    _ = harness.open(Self.uri, "one two")
    _ = try read(&harness)
    let document: JSON = ["textDocument": ["uri": .string(Self.uri)]]
    let counts = harness.result("promptls/count", document)["counts"]?.array
    #expect(counts?.map { $0["tokenizer"] } == ["bert-base-uncased"])
    #expect(harness.result("promptls/tokenize", document)["tokenizer"] == "o200k_base")
    #expect(harness.result("promptls/tokenize", ["text": "a"])["tokenizer"] == "gpt2")
  }

  @Test func `models can be named, by paths as seen from the file`() throws {
    let files = Files([
      "/home/.promptls.json":
        #"{"models": {"small": "models/s.gguf", "big": "/b"}, "model": "small"}"#
    ])
    var harness = harness(files)
    _ = harness.open(Self.uri, "one")
    _ = try read(&harness)
    let models = harness.library.models.map { "\($0.name) \($0.file.path)" }
    #expect(models == ["big /b", "small /home/models/s.gguf"])
    _ = harness.notify(
      "workspace/didChangeConfiguration", ["settings": ["models": ["big": "/c"]]])
    #expect(harness.library.models.first { $0.name == "big" }?.file.path == "/c")
  }

  @Test func `a client that can be asked is asked`() {
    var harness = harness(
      Files([:]),
      [
        "workspace": [
          "configuration": true, "didChangeWatchedFiles": ["dynamicRegistration": true],
          "didChangeConfiguration": ["dynamicRegistration": true],
          "inlayHint": ["refreshSupport": true],
        ]
      ])
    let asked = harness.notify("initialized", [:])
    #expect(asked.words == ["workspace/configuration", "client/registerCapability"])
    let id = asked.messages.first?["id"] ?? .null
    _ = harness.open("a:b", "Ends in a space ")
    let effects = harness.receive([
      "jsonrpc": "2.0", "id": id, "result": [["disabledRules": ["trailing-space"]]],
    ])
    #expect(codes(effects) == [])
    #expect(effects.words.last == "workspace/inlayHint/refresh")
    #expect(
      harness.notify("workspace/didChangeConfiguration", ["settings": .null]).words
        == ["workspace/configuration"])
    // An answer to nothing, and an error, change nothing.
    #expect(harness.receive(["jsonrpc": "2.0", "id": "x", "result": .null]).words == [])
  }
}

/// Whether both sides hold the same text.
struct VerifyDocumentTests {
  private static let uri = "file:///a"

  @Test func `a lost edit is noticed`() {
    var harness = SessionHarness.initialized()
    _ = harness.open(Self.uri, "Hello", version: 3)
    func ask(_ extra: [String: JSON]) -> JSON {
      var params: [String: JSON] = ["textDocument": ["uri": .string(Self.uri), "version": 3]]
      params.merge(extra) { $1 }
      return harness.result("promptls/verifyDocument", .object(params))
    }
    let hash = "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"
    #expect(ask([:]) == ["ok": true, "length": 5, "sha256": .string(hash), "version": 3])
    #expect(ask(["sha256": .string(hash), "length": 5])["ok"] == true)
    #expect(ask(["length": 6])["ok"] == false)
    #expect(ask(["sha256": "00"])["ok"] == false)
    _ = harness.change(Self.uri, version: 3, [["text": 3]])
    #expect(ask([:])["ok"] == false)
    #expect(ask(["sha256": .string(hash)])["ok"] == true)
  }
}
