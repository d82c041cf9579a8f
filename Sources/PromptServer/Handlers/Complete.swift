import Completion
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import Tokenizers

extension Method {
  /// `promptls/complete`: by a job on the model's lane; parts of the text go out as they come.
  static let complete = Method.job(CompleteRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let configuration = session.configuration(of: params.source.document)
    var options = try CompletionOptions(params.options)
    let (prompt, version): ([UInt8], Int?)
    if params.options.fillMiddle == true {
      let gap = try session.gap(at: params.source)
      (prompt, version) = (gap.before, gap.version)
      options.suffix = Suffix(gap.behind)
    } else {
      let text = try session.text(params.source)
      (prompt, version) = (text.prompt, text.version)
    }
    let request = CompletionJob(
      prompt: prompt, version: version,
      model: params.options.model ?? configuration.model, document: params.source.document,
      readsSpecialTokens: params.options.specialTokens == .asTokens, options: options)
    _ = try session.environment.library.entry(ofModel: request.model)
    return JobPlan(
      lane: .model, document: request.document, progressToken: params.options.partialResultToken,
      workDone: params.options.workDoneToken.map { ($0, "Completing") }
    ) { workbench, report in
      Result { () throws(ResponseError) in
        JSON(encoding: try request.run(on: workbench, report))
      }
    }
  }
}

/// What a completion takes, apart from the session that asked.
struct CompletionJob: Sendable {
  var prompt: [UInt8]
  var version: Int?
  var model: String
  var document: String?
  var readsSpecialTokens: Bool
  var options: CompletionOptions

  /// Whether another one's result is this one's.
  func isSameWork(as other: CompletionJob) -> Bool {
    model == other.model && options == other.options && prompt == other.prompt
      && readsSpecialTokens == other.readsSpecialTokens
  }

  func run(
    on workbench: Workbench, _ report: JobReport
  ) throws(ResponseError) -> CompleteRequest.Result {
    let loaded = try workbench.model(model)
    let prepared = loaded.completer.prepare(
      readsSpecialTokens ? loaded.tokenizer.segments(of: prompt) : [.text(prompt)],
      options: options)
    let context = workbench.context(of: loaded, named: model, for: prepared)
    do throws(CompletionError) {
      let result = try loaded.completer.complete(
        prepared, model: context,
        isCancelled: { report.cancellation.isCancelled },
        onText: { report.progress(JSON(completed: $0)) })
      return CompleteRequest.Result(result, model: model, version: version)
    } catch {
      throw ResponseError(error)
    }
  }
}

extension JSON {
  /// A part of a completion.
  fileprivate init(completed bytes: [UInt8]) {
    self = ["text": .string(String(decoding: bytes, as: UTF8.self))]
    guard let base64 = bytes.base64UnlessText, case .object(var members) = self else { return }
    members["bytes"] = .string(base64)
    self = .object(members)
  }
}

extension [UInt8] {
  /// The bytes as base64 where they are no UTF-8, which a JSON string cannot hold.
  var base64UnlessText: String? {
    String(validating: self, as: UTF8.self) == nil ? Base64.encode(self) : nil
  }
}

extension TextSource {
  /// The document that the text is from.
  var document: String? {
    guard case .document(let uri, _) = self else { return nil }
    return uri
  }
}

extension Tokenizer {
  /// Cuts a text at the special tokens that it spells.
  ///
  /// - Parameters:
  ///   - text: A prompt.
  ///   - reader: The tokenizer of the model that is to read it; nil for this one. What this one has a
  ///     special token for and that one has not is read as text that no token crosses.
  /// - Returns: The stretches, a text last, which may be empty.
  func segments(of text: [UInt8], readBy reader: Tokenizer? = nil) -> [PromptSegment] {
    let special = Dictionary(
      specialTokens.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    let encoding = encoding(of: text.span, specialTokens: .asTokens)
    var segments: [PromptSegment] = []
    var start = 0
    for (id, range) in zip(encoding.ids, encoding.ranges) {
      guard let spelling = special[id] else { continue }
      if start < range.lowerBound { segments.append(.text(Array(text[start..<range.lowerBound]))) }
      let known =
        if let reader { reader.specialTokens.first { $0.text == spelling }?.id } else { id }
      segments.append(known.map { .special($0) } ?? .wall(Array(text[range])))
      start = range.upperBound
    }
    return segments + [.text(Array(text[start...]))]
  }
}

extension CompletionOptions {
  /// Reads the options of a request.
  ///
  /// - Throws: `-32602` naming the first that is out of range.
  fileprivate init(_ options: CompleteRequest.Options) throws(ResponseError) {
    self.init()
    try Self.check(options)
    maxTokens = options.maxTokens ?? maxTokens
    healing = options.healing.map(Healing.init) ?? healing
    sampling.temperature = options.temperature.map(Float.init) ?? sampling.temperature
    sampling.topK = options.topK ?? sampling.topK
    sampling.topP = options.topP.map(Float.init) ?? sampling.topP
    sampling.minP = options.minP.map(Float.init) ?? sampling.minP
    sampling.repetitionPenalty =
      options.repetitionPenalty.map(Float.init) ?? sampling.repetitionPenalty
    sampling.seed = options.seed ?? sampling.seed
    stop = (options.stop ?? []).map { Array($0.utf8) }
    logprobs = options.logprobs ?? logprobs
    suffix = options.suffix.map { Suffix(Array($0.utf8)) }
  }

  private static func check(_ options: CompleteRequest.Options) throws(ResponseError) {
    let rules: [(holds: Bool, problem: String)] = [
      (options.maxTokens ?? 0 >= 0, "maxTokens is negative"),
      (options.temperature ?? 0 >= 0, "temperature is negative"),
      (options.topK ?? 0 >= 0, "topK is negative"),
      (0 < options.topP ?? 1 && options.topP ?? 1 <= 1, "topP is not above 0 and at most 1"),
      (0...1 ~= options.minP ?? 0, "minP is not from 0 to 1"),
      (options.repetitionPenalty ?? 1 > 0, "repetitionPenalty is not above 0"),
      (!(options.stop ?? []).contains(""), "stop has an empty text"),
      (
        options.suffix == nil || options.fillMiddle != true,
        "suffix and fillMiddle exclude one another"
      ),
      (
        options.suffix == nil && options.fillMiddle != true || options.healing ?? .exact == .exact,
        "only exact healing regards what stands behind"
      ),
    ]
    guard let broken = rules.first(where: { !$0.holds }) else { return }
    throw ResponseError(.invalidParams, "promptls/complete: \(broken.problem)")
  }
}

extension CompletionOptions.Healing {
  fileprivate init(_ healing: CompleteRequest.Healing) {
    switch healing {
    case .exact: self = .exact
    case .backup: self = .backup
    case .off: self = .off
    }
  }
}

extension CompleteRequest.Healing {
  fileprivate init(_ healing: CompletionOptions.Healing) {
    switch healing {
    case .exact: self = .exact
    case .backup: self = .backup
    case .off: self = .off
    }
  }
}

extension CompleteRequest.Result {
  fileprivate init(_ result: CompletionResult, model: String, version: Int?) {
    self.init(
      version: version, model: model, text: String(decoding: result.text, as: UTF8.self),
      bytes: result.text.base64UnlessText, ids: result.ids,
      healing: .init(
        mode: .init(result.healing.mode), backedUpTokens: result.healing.backedUpTokens,
        backedUpText: String(decoding: result.healing.backedUpBytes, as: UTF8.self),
        cover: result.healing.cover, probability: result.healing.probability),
      suffix: result.middle.map(CompleteRequest.SuffixReport.init),
      finishReason: result.finishReason.rawValue,
      usage: .init(
        promptTokens: result.usage.promptTokens, cachedTokens: result.usage.cachedTokens,
        completionTokens: result.usage.completionTokens,
        forwardPasses: result.usage.forwardPasses,
        droppedTokens: result.usage.droppedTokens == 0 ? nil : result.usage.droppedTokens),
      milliseconds: .init(
        prefill: result.milliseconds.prefill, firstToken: result.milliseconds.firstToken,
        total: result.milliseconds.total),
      logprobs: result.logprobs.isEmpty ? nil : result.logprobs)
  }
}

extension CompleteRequest.SuffixReport {
  fileprivate init(_ middle: CompletionResult.Middle) {
    self.init(
      weighedBytes: middle.suffixBytes, logprob: middle.logprob, emptyLogprob: middle.emptyLogprob,
      candidates: middle.candidates, overlap: middle.reach)
  }
}

extension ResponseError {
  init(_ error: CompletionError) {
    self.init(.requestFailed, error.description, name: "completion-failed")
  }
}
