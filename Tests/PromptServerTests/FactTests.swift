import JSONCoding
import Testing

/// What the texts say that the product started from, asked over the wire.
struct FactTests {
  private func ids(_ text: String, _ tokenizer: String) -> JSON? {
    var harness = SessionHarness()
    return harness.result(
      "promptls/tokenize", ["text": .string(text), "tokenizer": .string(tokenizer)])["ids"]
  }

  private static let gpt2: [(String, JSON)] = [
    ("This is a ", [1212, 318, 257, 220]), ("fine day.", [38125, 1110, 13]),
    ("This is a fine day.", [1212, 318, 257, 3734, 1110, 13]), (":", [25]), (": ", [25, 220]),
    ("://", [1378]), ("every effort moves", [16833, 3626, 6100]),
    ("I really like", [40, 1107, 588]),
    (" effort moves you", [3626, 6100, 345]), (" really like chocolate", [1107, 588, 11311]),
  ]

  @Test(arguments: gpt2)
  func `gpt2 ids`(_ text: String, _ expected: JSON) {
    #expect(ids(text, "gpt2") == expected)
  }

  private static let sentence = "Hello, my name is Mike and I like purple."
  private static let sentenceIDs: JSON = [
    9906, 11, 856, 836, 374, 11519, 323, 358, 1093, 25977, 13,
  ]

  @Test func `cl100k_base ids`() {
    #expect(ids(Self.sentence, "cl100k_base") == Self.sentenceIDs)
  }

  @Test func `ids read in the wrong vocabulary are nonsense, and text carries them over`() {
    var harness = SessionHarness()
    let result = harness.result(
      "promptls/translate",
      [
        "ids": Self.sentenceIDs, "from": "cl100k_base", "to": "bert-base-uncased",
        "addSpecialTokens": true,
      ])
    #expect(
      result["naive"]?["text"]
        == "lately [unused10] [unused851] [unused831] [unused369] decent [unused318] [unused353] ¾ olympian [unused12]"
    )
    #expect(result["text"] == .string(Self.sentence))
    #expect(result["roundTrip"] == "[CLS] hello, my name is mike and i like purple. [SEP]")
    #expect(result["lossless"] == false)
    let kinds = result["losses"]?.array?.compactMap { $0["kind"]?.string }
    #expect(kinds == ["case", "case", "case"])
  }

  @Test func `white space survives byte pairs and not BERT`() {
    var harness = SessionHarness()
    let text = "start\r\n\n\t\t\tend"
    let kept = harness.result(
      "promptls/translate", ["text": .string(text), "from": "gpt2", "to": "cl100k_base"])
    #expect(kept["lossless"] == true)
    #expect(kept["roundTrip"] == .string(text))
    let lost = harness.result(
      "promptls/translate",
      ["text": .string(text), "from": "cl100k_base", "to": "bert-base-uncased"])
    #expect(lost["roundTrip"] == "start end")
    #expect(lost["losses"]?.array?.first?["kind"] == "whitespace")
  }

  @Test func `the seam of a trailing space`() throws {
    var harness = SessionHarness()
    let boundary = harness.result("promptls/boundary", ["text": "This is a ", "tokenizer": "gpt2"])
    #expect(boundary["stableTokens"] == 3)
    #expect(boundary["stableBytes"] == 9)
    #expect(boundary["tail"] == ["text": " ", "ids": [220], "start": 9])
    let finding = try #require(boundary["findings"]?.array?.first)
    #expect(finding["code"] == "trailing-space")
    #expect(finding["severity"] == "warning")
    #expect(
      finding["fixes"]?.array?.first?["edits"] == [["start": 9, "end": 10, "newText": ""]] as JSON)
  }

  @Test(arguments: ["promptls/boundary", "promptls/lint"])
  func `a special token at the end is a wall where it is read as one`(_ method: String) {
    func codes(_ handling: JSON) -> [JSON?] {
      var harness = SessionHarness()
      let params: JSON = ["text": "Once.<|endoftext|>", "specialTokens": handling]
      let findings = harness.result(method, params)["findings"]?.array ?? []
      return findings.map { $0["code"] }
    }
    #expect(codes("asTokens") == ["after-special"])
    #expect(codes("asText").contains("special-text"))
  }
}
