import Completion
import Healing
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Tokenizers

extension Method {
  /// `promptls/boundary`: from the tokenizer at once, with a model's measure by a job.
  static let boundary = Method(
    name: BoundaryRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: BoundaryRequest.Params.self)
      let options = params.options
      let text = try session.text(params.source)
      let context = session.textContext(params.source)
      guard options.measure == true else {
        return try .reading(text) { () throws(ResponseError) in
          let name = options.tokenizer ?? context.configuration.tokenizer
          return JSON(
            encoding: try result(
              text, try context.library.tokenizer(name), .init(options.specialTokens), context))
        }
      }
      let model = options.model ?? context.configuration.model
      _ = try context.library.entry(ofModel: model)
      return .later(
        JobPlan(lane: .model, document: params.source.document) { workbench, report in
          Result { () throws(ResponseError) in
            let loaded = try workbench.model(model)
            let tokenizer =
              try options.tokenizer.map(context.library.tokenizer) ?? loaded.tokenizer
            let handling = SpecialTokenHandling(options.specialTokens)
            var answer = try result(text, tokenizer, handling, context)
            if let measure = try workbench.measure(
              text.prompt, model, tokenizer, report, reading: handling)
            {
              answer.mass = BoundaryRequest.Mass(measure, model: model)
              let fix = try text.smallestFix(
                model, tokenizer, handling, Harm(measure), workbench, report)
              answer.findings = try text.findings(
                [tokenizer.name], context, isWhole: true, handling
              ) {
                $0.weighed(
                  by: Harm(measure), in: text.promptPlace, fix: fix,
                  without: context.configuration.disabledRules)
              }
            }
            return JSON(encoding: answer)
          }
        })
    })

  private static func result(
    _ text: PromptText, _ tokenizer: Tokenizer, _ handling: SpecialTokenHandling,
    _ context: TextContext
  ) throws(ResponseError) -> BoundaryRequest.Result {
    guard let healer = context.library.healer(of: tokenizer) else {
      throw ResponseError(
        .requestFailed,
        "the boundaries of \(tokenizer.name) cannot be told: it has no byte pairs, or cuts text by "
          + "a pattern of its own",
        name: "unsupported-tokenizer", facts: ["tokenizer": .string(tokenizer.name)])
    }
    let prompt = text.prompt
    // No token crosses a special one: only the text after the last has boundaries to be found.
    let start = handling == .asTokens ? tokenizer.endOfLastSpecialToken(in: prompt.span) : 0
    let before = tokenizer.encode(prompt.span.extracting(..<start), specialTokens: handling)
    let last = Array(prompt[start...])
    let boundary = try healer.boundary(ofPrompt: last)
    let conditions = healer.conditions(
      at: boundary, of: last.span,
      specialTexts: tokenizer.specialTokens.map { Array($0.text.utf8) }, followsSpecial: start > 0)
    return BoundaryRequest.Result(
      version: text.version, tokenizer: tokenizer.name, ids: before + boundary.naive,
      stableTokens: before.count + boundary.stable.count,
      stableBytes: start + boundary.stableBytes,
      tail: .init(
        text: String(decoding: boundary.tail, as: UTF8.self),
        ids: Array(boundary.naive.dropFirst(boundary.stable.count)),
        start: start + boundary.stableBytes),
      covers: .init(boundary, tokenizer), conditions: conditions.map(\.rawValue), mass: nil,
      findings: try text.findings([tokenizer.name], context, isWhole: true, handling))
  }
}

extension Healer {
  fileprivate func boundary(ofPrompt prompt: [UInt8]) throws(ResponseError) -> Boundary {
    do throws(HealingError) {
      return try boundary(of: prompt.span)
    } catch {
      throw ResponseError(.requestFailed, error.description, name: "invalid-utf8")
    }
  }
}

extension BoundaryRequest.Covers {
  /// How many covers are shown.
  private static let exampleCount = 8

  fileprivate init(_ boundary: Boundary, _ tokenizer: Tokenizer) {
    var examples: [BoundaryRequest.Example] = []
    for context in boundary.tree.contexts.indices {
      let path = boundary.tree.path(of: context)
      for leaf in boundary.tree.contexts[context].leaves where examples.count < Self.exampleCount {
        let ids = path + [leaf]
        let bytes = ids.flatMap { tokenizer.bytes(of: $0) ?? [] }
        examples.append(.init(ids: ids, text: String(decoding: bytes, as: UTF8.self)))
      }
    }
    self.init(
      leaves: boundary.leafCount, crossing: boundary.crossingCount, examples: examples)
  }
}

extension BoundaryRequest.Mass {
  fileprivate init(_ measure: BoundaryMeasure, model: String) {
    self.init(
      model: model, crossing: measure.crossing, bits: measure.bits, harm: measure.harm,
      leak: measure.leak, estimate: measure.isEstimate ? true : nil,
      unresolved: measure.isEstimate ? measure.unresolved : nil,
      alternatives: measure.alternatives.map { alternative in
        .init(
          ids: alternative.ids, text: String(decoding: alternative.bytes, as: UTF8.self),
          probability: alternative.probability)
      })
  }
}
