import Completion
import JSONRPC
import Model
import PromptAnalysis
import Tokenizers

extension Workbench {
  /// What a prompt's end costs in a vocabulary: measured where the model speaks it, estimated
  /// through text where not; nil where nothing can be said.
  func measure(
    _ prompt: [PromptSegment], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport
  ) throws(ResponseError) -> BoundaryMeasure? {
    try ask(prompt, model, tokenizer, report) {
      (completer, prompt, context, isCancelled) throws(CompletionError) in
      try completer.measure(prompt, model: context, isCancelled: isCancelled)
    }
  }

  /// Tokens that are read to tell how much an end matters: what stands farther away hardly changes
  /// it, and would take a second to read for each thousand.
  private static let weighingWindow = 1024

  /// How much a prompt's end matters, as ``measure(_:_:_:_:)`` has it; nil where nothing can be said.
  func harm(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport
  ) throws(ResponseError) -> Harm? {
    try ask([.text(prompt)], model, tokenizer, report, window: Self.weighingWindow) {
      (completer, prompt, context, isCancelled) throws(CompletionError) in
      try completer.weigh(prompt, model: context, isCancelled: isCancelled)
    }.map { Harm($0) }
  }

  /// The smallest edit that mends a harmful end, by asking the model about shorter prompts.
  func smallestEdit(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport
  ) throws(ResponseError) -> SmallestEdit? {
    try SmallestEdit.search(prompt) { prompts throws(ResponseError) in
      try askTogether(prompts, model, tokenizer, report)
    } harm: { shorter throws(ResponseError) in
      try harm(shorter, model, tokenizer, report)
    }
  }

  /// Lets a model that speaks a vocabulary read shorter prompts in one pass before they are weighed.
  private func askTogether(
    _ prompts: [[UInt8]], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport
  ) throws(ResponseError) {
    let loaded = try self.model(model)
    guard tokenizer.name == loaded.tokenizer.name else { return }
    var options = CompletionOptions.firstToken
    options.window = Self.weighingWindow
    let prepared = prompts.map { loaded.completer.prepare([.text($0)], options: options) }
    guard let longest = prepared.first else { return }
    let context = context(of: loaded, named: model, for: longest)
    do throws(CompletionError) {
      try loaded.completer.askTogether(about: prepared, model: context) {
        report.cancellation.isCancelled
      }
    } catch {
      throw ResponseError(error)
    }
  }

  private func ask(
    _ prompt: [PromptSegment], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport,
    window: Int? = nil,
    _ question: (Completer, PreparedPrompt, InferenceContext, () -> Bool) throws(CompletionError)
      -> BoundaryMeasure?
  ) throws(ResponseError) -> BoundaryMeasure? {
    let loaded = try self.model(model)
    var options = CompletionOptions.firstToken
    options.window = window
    let prepared = loaded.completer.prepare(prompt, options: options)
    let context = context(of: loaded, named: model, for: prepared)
    let isCancelled = { report.cancellation.isCancelled }
    do throws(CompletionError) {
      if tokenizer.name == loaded.tokenizer.name {
        return try question(loaded.completer, prepared, context, isCancelled)
      }
      guard let healer = library.healer(of: tokenizer) else { return nil }
      return try loaded.completer.estimate(
        prepared, under: healer, model: context, isCancelled: isCancelled)
    } catch {
      throw ResponseError(error)
    }
  }
}

extension Harm {
  /// What a measure says.
  init(_ measure: BoundaryMeasure) {
    self.init(probability: measure.harm, bits: measure.bits, isEstimate: measure.isEstimate)
  }
}
