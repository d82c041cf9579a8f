import Completion
import JSONRPC
import PromptAnalysis
import Tokenizers

extension Workbench {
  /// What a prompt's end costs in a vocabulary: measured where the model speaks it, estimated
  /// through text where not; nil where nothing can be said.
  func measure(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport
  ) throws(ResponseError) -> BoundaryMeasure? {
    let loaded = try self.model(model)
    let context = context(of: loaded, named: model, for: loaded.tokens(of: prompt))
    let isCancelled = { report.cancellation.isCancelled }
    do throws(CompletionError) {
      if tokenizer.name == loaded.tokenizer.name {
        return try loaded.completer.measure(
          [.text(prompt)], model: context, isCancelled: isCancelled)
      }
      guard let healer = library.healer(of: tokenizer) else { return nil }
      return try loaded.completer.estimate(
        prompt, under: healer, model: context, isCancelled: isCancelled)
    } catch {
      throw ResponseError(error)
    }
  }
}

extension Workbench {
  /// The smallest edit that mends a harmful end, by asking the model about shorter prompts.
  func smallestEdit(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport
  ) throws(ResponseError) -> SmallestEdit? {
    try SmallestEdit.search(prompt) { shorter throws(ResponseError) in
      try measure(shorter, model, tokenizer, report).flatMap(Harm.init)
    }
  }
}

extension Harm {
  /// What a measure says; nil for an estimate that leaves most of the probability open, which is no
  /// reason to doubt the rules.
  init?(_ measure: BoundaryMeasure) {
    guard measure.unresolved <= 0.5 else { return nil }
    self.init(probability: measure.harm, bits: measure.bits, isEstimate: measure.isEstimate)
  }
}
