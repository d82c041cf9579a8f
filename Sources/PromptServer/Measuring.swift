import Completion
import Healing
import JSONRPC
import Model
import PromptAnalysis
import Tokenizers

extension Workbench {
  /// What a prompt's end costs in a vocabulary: measured where the model speaks it, estimated
  /// through text where not; nil where nothing can be said.
  func measure(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport,
    reading handling: SpecialTokenHandling
  ) throws(ResponseError) -> BoundaryMeasure? {
    try EndQuestion(self, model, tokenizer, report, handling)?.measure(prompt)
  }

  /// How much a prompt's end matters, as ``measure(_:_:_:_:reading:)`` has it; nil where nothing can be said.
  func harm(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport,
    reading handling: SpecialTokenHandling = .asText
  ) throws(ResponseError) -> Harm? {
    guard let question = try EndQuestion(self, model, tokenizer, report, handling) else {
      return nil
    }
    return try question.harm(question.prepare(prompt))
  }

  /// The smallest edit that mends a harmful end, by asking the model about shorter prompts.
  func smallestEdit(
    _ prompt: [UInt8], _ model: String, _ tokenizer: Tokenizer, _ report: JobReport,
    reading handling: SpecialTokenHandling = .asText
  ) throws(ResponseError) -> SmallestEdit? {
    guard let question = try EndQuestion(self, model, tokenizer, report, handling) else {
      return nil
    }
    let whole = question.prepare(prompt)
    let wall = handling == .asTokens ? tokenizer.endOfLastSpecialToken(in: prompt.span) : 0
    return try SmallestEdit.search(prompt, after: wall) { shorter throws(ResponseError) in
      let prepared = shorter.map { question.prepare($0, like: whole) }
      try question.askTogether(about: prepared, like: whole)
      return prepared
    } harm: { prepared throws(ResponseError) in
      try question.harm(prepared)
    }
  }
}

/// What is asked about prompts' ends: what a model says of them in a vocabulary.
private struct EndQuestion {
  private let workbench: Workbench
  private let model: String
  private let loaded: Library.LoadedModel
  /// The vocabulary, where it is not the model's.
  private let other: Healer?
  private let tokenizer: Tokenizer
  private let handling: SpecialTokenHandling
  private let cancellation: Cancellation

  /// Tokens that are read to tell how much an end matters: what stands farther away hardly changes
  /// it, and would take a second to read for each thousand.
  private static let window = 1024

  /// Loads the model; nil where nothing can be said of the vocabulary.
  init?(
    _ workbench: Workbench, _ model: String, _ tokenizer: Tokenizer, _ report: JobReport,
    _ handling: SpecialTokenHandling
  ) throws(ResponseError) {
    loaded = try workbench.model(model)
    (self.tokenizer, self.handling) = (tokenizer, handling)
    (self.workbench, self.model, cancellation) = (workbench, model, report.cancellation)
    other =
      tokenizer.name == loaded.tokenizer.name ? nil : workbench.library.healer(of: tokenizer)
    if other == nil && tokenizer.name != loaded.tokenizer.name { return nil }
  }

  func measure(_ prompt: [UInt8]) throws(ResponseError) -> BoundaryMeasure? {
    let prepared = loaded.completer.prepare(segments(of: prompt), options: .firstToken)
    return try ask(like: prepared) { (model, isCancelled) throws(CompletionError) in
      guard let other else {
        return try loaded.completer.measure(prepared, model: model, isCancelled: isCancelled)
      }
      return try loaded.completer.estimate(
        prepared, under: other, model: model, isCancelled: isCancelled)
    }
  }

  /// A prompt whose end is to be weighed; `like` is one that it is the beginning of.
  func prepare(_ prompt: [UInt8], like whole: PreparedPrompt? = nil) -> PreparedPrompt {
    var options = CompletionOptions.firstToken
    options.window = Self.window
    var prepared = loaded.completer.prepare(segments(of: prompt), options: options)
    if let whole {
      prepared.leaveOut(as: whole, capacity: loaded.model.configuration.contextLength)
    }
    return prepared
  }

  /// A prompt as the model reads it.
  private func segments(of prompt: [UInt8]) -> [PromptSegment] {
    guard handling == .asTokens else { return [.text(prompt)] }
    return tokenizer.segments(of: prompt, readBy: other == nil ? nil : loaded.tokenizer)
  }

  func harm(_ prompt: PreparedPrompt) throws(ResponseError) -> Harm? {
    try ask(like: prompt) { (model, isCancelled) throws(CompletionError) in
      guard let other else {
        return try loaded.completer.weigh(prompt, model: model, isCancelled: isCancelled)
      }
      return try loaded.completer.weigh(
        prompt, under: other, model: model, isCancelled: isCancelled)
    }.map { Harm($0) }
  }

  /// Lets the model read shorter prompts in one pass before they are weighed.
  func askTogether(
    about prompts: [PreparedPrompt], like whole: PreparedPrompt
  ) throws(ResponseError) {
    try ask(like: whole) { (model, isCancelled) throws(CompletionError) in
      try loaded.completer.askTogether(
        about: prompts, under: other, model: model, isCancelled: isCancelled)
    }
  }

  private func ask<Answer>(
    like prompt: PreparedPrompt,
    _ question: (InferenceContext, () -> Bool) throws(CompletionError) -> Answer
  ) throws(ResponseError) -> Answer {
    let context = workbench.context(of: loaded, named: model, for: prompt)
    do throws(CompletionError) {
      return try question(context) { cancellation.isCancelled }
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
