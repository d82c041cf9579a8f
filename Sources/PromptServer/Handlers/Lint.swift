import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import PromptFormats
import Text
import Tokenizers

extension Method {
  /// `promptls/lint`: from the rules at once, weighed by a model in a job.
  static let lint = Method(
    name: LintRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: LintRequest.Params.self)
      let options = params.options
      let context = session.textContext(params.input.source)
      let names = options.tokenizers ?? [context.configuration.tokenizer]
      let source: TextSource
      switch params.input {
      case .ids(let ids):
        return .now(JSON(encoding: try result(ids, names.first ?? "", context)), effects: [])
      case .text(let text): source = text
      }
      let text = try session.text(source, format: options.format)
      guard options.measure == true else {
        return try .reading(text) { () throws(ResponseError) in
          JSON(
            encoding: LintRequest.Result(
              version: text.version,
              findings: try text.findings(names, context, .init(options.specialTokens))))
        }
      }
      let model = options.model ?? context.configuration.model
      _ = try context.library.entry(ofModel: model)
      return .later(
        JobPlan(lane: .model, document: source.document) { workbench, report in
          Result { () throws(ResponseError) in
            var findings: [PromptFinding] = []
            for name in names {
              findings += try text.measuredFindings(
                name, model, workbench, report, context, .init(options.specialTokens))
            }
            return JSON(encoding: LintRequest.Result(version: text.version, findings: findings))
          }
        })
    })
}

extension Method {
  /// What is wrong with ids, and with the text that they spell.
  private static func result(
    _ ids: [UInt32], _ name: String, _ context: TextContext
  ) throws(ResponseError) -> LintRequest.Result {
    let tokenizer = try context.library.tokenizer(name)
    let bytes: [UInt8]
    do throws(TokenizerError) { bytes = try tokenizer.decode(ids) } catch {
      throw ResponseError(error)
    }
    let target = Linter.Target(tokenizer: tokenizer, healer: context.library.healer(of: tokenizer))
    let ofIDs =
      context.configuration.disabledRules.contains("noncanonical-ids")
      ? [] : Linter.findings(inIDs: ids, target)
    let ofText = try PromptText.raw(bytes, version: nil).findings([name], context)
    return LintRequest.Result(version: nil, findings: ofIDs.map(PromptFinding.init) + ofText)
  }
}

extension PromptText {
  /// What the rules find, as the wire has it.
  ///
  /// - Parameters:
  ///   - tokenizers: The vocabularies to lint for.
  ///   - context: What is set.
  ///   - isWhole: Whether that is to be among it which only a model can tell to matter.
  ///   - handling: Whether what special tokens are written like is to be read as these.
  ///   - weighing: What a model says of the findings.
  /// - Returns: The findings in the order of the text.
  /// - Throws: `ResponseError` where a vocabulary is unknown.
  func findings(
    _ tokenizers: [String], _ context: TextContext, isWhole: Bool = false,
    _ handling: SpecialTokenHandling = .asText,
    weighing: ([Finding]) -> [Finding] = { $0 }
  ) throws(ResponseError) -> [PromptFinding] {
    let tree = tree
    let found = weighing(
      try context.library.linter(tokenizers, context.configuration).findings(
        in: Linter.Subject(text: tree, layout: layout, holes: HoleList(in: tree).holes[...])))
    let shown = isWhole ? found : found.withoutQuiet
    guard handling == .asTokens else { return shown.map(PromptFinding.init) }
    // No token is cut where a special one ends.
    let wall = try afterSpecial(tokenizers, context)
    let meant = shown.filter { $0.code != "special-text" && (wall.isEmpty || !$0.isAboutCut) }
    return (meant + wall).map(PromptFinding.init)
  }

  /// What is said of a prompt that ends with a special token of one of some vocabularies.
  private func afterSpecial(
    _ tokenizers: [String], _ context: TextContext
  ) throws(ResponseError) -> [Finding] {
    let prompt = prompt
    for tokenizer in try context.library.tokenizers(tokenizers) {
      guard let last = tokenizer.specialTokens.first(where: { prompt.ends(with: $0.text.utf8) })
      else { continue }
      let end = promptPlace.upperBound
      let finding = Finding.afterSpecial(last.text, at: end - last.text.utf8.count..<end)
      return context.configuration.disabledRules.contains(finding.code) ? [] : [finding]
    }
    return []
  }

  /// Where the prompt stands whose end a model is asked about.
  var promptPlace: Range<Int> {
    layout.parts.last?.text.source ?? 0..<byteCount
  }

  /// The smallest edit that mends a harmful end.
  func smallestFix(
    _ model: String, _ tokenizer: Tokenizer, _ handling: SpecialTokenHandling, _ harm: Harm?,
    _ workbench: Workbench, _ report: JobReport
  ) throws(ResponseError) -> Fix? {
    guard let harm, harm.isHarmful, let part = layout.parts.last else { return nil }
    let end = promptEnd
    let edit = try workbench.smallestEdit(end, model, tokenizer, report, reading: handling)
    return edit?.fix(of: end, in: part, was: harm)
  }

  /// What the rules find for one vocabulary, weighed by a model.
  fileprivate func measuredFindings(
    _ tokenizer: String, _ model: String, _ workbench: Workbench, _ report: JobReport,
    _ context: TextContext, _ handling: SpecialTokenHandling
  ) throws(ResponseError) -> [PromptFinding] {
    _ = try workbench.model(model)
    let vocabulary = try context.library.tokenizer(tokenizer)
    guard let harm = try workbench.harm(promptEnd, model, vocabulary, report, reading: handling)
    else {
      return try findings([tokenizer], context, handling)
    }
    let fix = try smallestFix(model, vocabulary, handling, harm, workbench, report)
    return try findings([tokenizer], context, handling) { findings in
      findings.weighed(
        by: harm, in: promptPlace, fix: fix,
        without: context.configuration.disabledRules
      ).filter { !$0.isHarmless }
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

extension [UInt8] {
  fileprivate func ends(with end: String.UTF8View) -> Bool {
    !end.isEmpty && suffix(end.count).elementsEqual(end)
  }
}
