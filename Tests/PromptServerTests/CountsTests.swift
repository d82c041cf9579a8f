import JSONCoding
import Testing

/// Counts where editors show them.
struct CountsTests {
  private static let document: JSON = ["uri": "a:b"]
  private static let text = """
    Intro
    # System
    Be kind.
    ## Tone
    Warm
    ```
    # no heading
    ```
    # User
    Hi
    """

  private func harness() -> SessionHarness {
    var harness = SessionHarness.initialized()
    _ = harness.open("a:b", Self.text)
    return harness
  }

  /// The tokens of a stretch of lines, counted by a request.
  private func tokens(_ harness: inout SessionHarness, _ lines: Range<Int>) -> Int {
    let perLine = harness.result(
      "promptls/count",
      ["textDocument": Self.document, "tokenizers": ["gpt2"], "perLine": true])["counts"]?
      .array?.first?["perLine"]?.array?.compactMap(\.integer)
    return perLine?[lines].reduce(0, +) ?? -1
  }

  @Test func `symbols are sections with their counts`() {
    var harness = harness()
    let symbols = harness.result("textDocument/documentSymbol", ["textDocument": Self.document])
    #expect(
      symbols.array?.map { $0["name"] } == [
        .string("System (\(tokens(&harness, 1..<8)) tokens)"),
        .string("User (\(tokens(&harness, 8..<10)) tokens)"),
      ])
    let child = symbols.array?.first?["children"]?.array?.first
    #expect(child?["name"] == .string("Tone (\(tokens(&harness, 3..<8)) tokens)"))
    #expect(
      child?["selectionRange"]
        == ["start": ["line": 3, "character": 0], "end": ["line": 3, "character": 7]])
  }

  @Test func `lenses give the document's counts and the sections'`() {
    var harness = harness()
    let lenses =
      harness.result("textDocument/codeLens", ["textDocument": Self.document]).array ?? []
    #expect(lenses.map { $0["range"]?["start"]?["line"] } == [0, 1, 3, 8])
    let total = lenses.first?["command"]?["title"]?.string
    #expect(total?.hasPrefix("gpt2 \(tokens(&harness, 0..<10)) · cl100k_base ") == true)
    let user = lenses.last?["command"]?["title"]?.string
    #expect(user == "\(tokens(&harness, 8..<10)) tokens")
  }

  @Test func `the first line has one lens`() {
    var harness = SessionHarness.initialized()
    _ = harness.open("a:b", "# System\nBe kind.\n# User\nHi")
    let lenses =
      harness.result("textDocument/codeLens", ["textDocument": Self.document]).array ?? []
    #expect(lenses.map { $0["range"]?["start"]?["line"] } == [0, 2])
  }

  @Test func `hints are as many as set`() {
    var harness = harness()
    let asked: JSON = [
      "textDocument": Self.document,
      "range": ["start": ["line": 0, "character": 0], "end": ["line": 4, "character": 0]],
    ]
    func lines(_ level: JSON) -> [JSON?]? {
      _ = harness.notify(
        "workspace/didChangeConfiguration", ["settings": ["inlayHints": level]])
      return harness.result("textDocument/inlayHint", asked).array?
        .map { $0["position"]?["line"] }
    }
    #expect(lines("off") == [])
    #expect(lines("low") == [1, 3])
    #expect(lines("full") == [0, 1, 2, 3])
  }
}
