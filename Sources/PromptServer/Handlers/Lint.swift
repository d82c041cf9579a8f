import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

extension Method {
  /// `promptls/lint`: from the rules at once, weighed by a model in a job.
  static let lint = Method(
    name: LintRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: LintRequest.Params.self)
      let options = params.options
      let text = try session.text(params.source)
      let context = session.textContext(params.source)
      let names = options.tokenizers ?? [context.configuration.tokenizer]
      guard options.measure == true else {
        return try .reading(text) { () throws(ResponseError) in
          JSON(
            encoding: LintRequest.Result(
              version: text.version, findings: try text.findings(names, context)))
        }
      }
      let model = options.model ?? context.configuration.model
      _ = try context.library.entry(ofModel: model)
      return .later(
        JobPlan(lane: .model, document: params.source.document) { workbench, report in
          Result { () throws(ResponseError) in
            var findings: [PromptFinding] = []
            for name in names {
              findings += try text.measuredFindings(name, model, workbench, report, context)
            }
            return JSON(encoding: LintRequest.Result(version: text.version, findings: findings))
          }
        })
    })
}

extension PromptText {
  /// What the rules find, as the wire has it.
  func findings(
    _ tokenizers: [String], _ context: TextContext, weighing: ([Finding]) -> [Finding] = { $0 }
  ) throws(ResponseError) -> [PromptFinding] {
    let findings = try context.library.linter(
      tokenizers, without: context.configuration.disabledRules
    )
    .findings(in: tree, promptEnd: promptEnd(context.configuration.finalNewline))
    return weighing(findings).map(PromptFinding.init)
  }

  /// What the rules find for one vocabulary, weighed by a model.
  fileprivate func measuredFindings(
    _ tokenizer: String, _ model: String, _ workbench: Workbench, _ report: JobReport,
    _ context: TextContext
  ) throws(ResponseError) -> [PromptFinding] {
    _ = try workbench.model(model)
    let measure = try workbench.measure(
      prompt(context.configuration.finalNewline), model,
      try context.library.tokenizer(tokenizer), report)
    return try findings([tokenizer], context) { findings in
      findings.weighed(by: measure.flatMap(Harm.init))
    }
  }
}

extension PromptFinding {
  init(_ finding: Finding) {
    self.init(
      code: finding.code, severity: finding.severity.rawValue, message: finding.message,
      start: finding.range.lowerBound, end: finding.range.upperBound,
      tokenizer: finding.tokenizer, data: finding.harm?.json,
      fixes: finding.fixes.isEmpty ? nil : finding.fixes.map(PromptFix.init))
  }
}

extension PromptFix {
  init(_ fix: Fix) {
    self.init(
      title: fix.title,
      edits: fix.edits.map { edit in
        PromptEdit(
          start: edit.range.lowerBound, end: edit.range.upperBound,
          newText: String(decoding: edit.newBytes, as: UTF8.self))
      })
  }
}
