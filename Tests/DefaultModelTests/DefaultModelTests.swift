import DefaultModel
import Foundation
import Model
import Testing
import Tokenizers
import Vocabularies

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct DefaultModelTests {
  @Test func `the model inside the executable is the one of its card`() throws {
    let model = try LanguageModel.builtIn()
    #expect(model.configuration.architecture == .llama)
    #expect(model.configuration.vocabularySize == Tokenizer.gpt2.vocabularySize)
    #expect(model.configuration.layers == 8 && model.configuration.width == 256)
    #expect(model.configuration.contextLength == 512)
    #expect(model.bytesResident == 0 && model.bytesMapped < 25 << 20)
    #expect(LanguageModel.builtInSHA256 == LanguageModel.expectedSHA256)
    let card = URL(filePath: #filePath)
      .appending(path: "../../../Sources/CDefaultModel/MODEL.md").standardized
    #expect(try String(contentsOf: card, encoding: .utf8).contains(LanguageModel.expectedSHA256))
  }

  /// A sentence of this test, so that nobody trained on it; shorter than what the card judges by.
  @Test func `it has learned what English and code look like`() throws {
    let samples = [
      "When the rain had stopped, the children went out into the garden to look for snails, and "
        + "their mother put the kettle on and waited for them to come back with wet shoes.\n",
      "def total_price(items, tax):\n    total = 0\n    for item in items:\n"
        + "        total += item.price\n    return total * (1 + tax)\n",
    ]
    let model = try LanguageModel.builtIn()
    for sample in samples {
      let bytes = Array(sample.utf8)
      let tokens = [50256] + Tokenizer.gpt2.encode(bytes.span)
      var nats = 0.0
      try InferenceContext(model: model).appendAll(tokens.dropLast()) { index, logits in
        var total = 0.0
        for id in logits.indices { total += exp(Double(logits[id])) }
        nats += log(total) - Double(logits[Int(tokens[index + 1])])
      }
      #expect(nats / log(2) / Double(bytes.count) < 2.2)
    }
  }
}
