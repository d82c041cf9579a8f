import JSONCoding
import Model
import PromptServer
import TestSupport
import Testing

/// What a model says of prompts' ends, asked as clients ask.
struct MeasuringTests {
  /// A model of gpt2's tokens that knows nothing.
  private static let model = Result {
    try ModelFixtures.withTemporaryFolder { folder in
      let configuration = Configuration(
        architecture: .llama, layers: 1, width: 16, heads: 2, keyValueHeads: 1, feedForward: 16,
        contextLength: 256, vocabularySize: 50257)
      try InitialWeights.write(configuration, to: folder, seed: 1)
      return try LanguageModel.load(path: folder)
    }
  }

  private func answer(_ method: String, _ params: JSON) throws -> JSON {
    var harness = SessionHarness()
    let model = try Self.model.get()
    harness.library.addModel(name: "default") { model }
    _ = harness.request(1, method, params)
    let job = try #require(harness.jobs.first)
    let workbench = Workbench(library: harness.library) { .serial }
    let result = job.run(
      workbench, JobReport(cancellation: job.cancellation) { _ in })
    _ = harness.handle(.finished(job.id, result))
    return try result.get()
  }

  private static func number(_ json: JSON) -> Double? { try? json.decode(Double.self) }

  @Test(arguments: ["gpt2", "cl100k_base", "o200k_base"])
  func `an end behind a special token is measured and mended behind it`(
    tokenizer: String
  ) throws {
    let special = tokenizer == "o200k_base" ? "<|endofprompt|>" : "<|endoftext|>"
    let text = "The cat sat.\(special)a b "
    func params(_ name: String, _ value: JSON) -> JSON {
      [
        "text": .string(text), "measure": true, "specialTokens": "asTokens", name: value,
      ]
    }
    let boundary = try answer("promptls/boundary", params("tokenizer", .string(tokenizer)))
    let lint = try answer("promptls/lint", params("tokenizers", [.string(tokenizer)]))
    let harm = try #require(boundary["mass"]?["harm"].flatMap(Self.number))
    #expect(harm > 0.5)
    for findings in [boundary["findings"], lint["findings"]] {
      let weighed = try #require(findings?.array?.filter { $0["data"] != nil })
      #expect(!weighed.isEmpty)
      for finding in weighed {
        #expect(abs((finding["data"]?["harm"].flatMap(Self.number) ?? 0) - harm) < 1e-3)
        let edits = finding["fixes"]?.array?.flatMap { $0["edits"]?.array ?? [] } ?? []
        let wall = text.utf8.count - "a b ".utf8.count
        #expect(edits.allSatisfy { ($0["start"]?.integer ?? 0) >= wall })
      }
    }
    // A model that knows nothing finds every end within a text harmful.
    let fix = lint["findings"]?.array?.first?["fixes"]?.array?.first
    #expect(fix?["title"]?.string?.hasPrefix("Delete \"a b \"") == true)
  }
}
