import JSONCoding
import PromptAnalysis
import PromptServer

extension Command {
  static let lint = Command(
    name: "lint", summary: "warns of prompts that end where a model would not go on",
    operands: "[FILE or FOLDER …]",
    options: [
      Option("--tokenizer", "NAME", "lint for this vocabulary; may be repeated"), .tokenizerFile,
      Option("--format", "FORMAT", "\(LintFormat.names); people's is the default"),
      Option("--sarif", nil, "the same as --format sarif"),
      Option("--github", nil, "the same as --format github"),
      Option(
        "--fail-on", "SEVERITY", "exit with 1 from this severity on (default warning); \"never\""),
      Option("--disable", "RULE", "leave a rule out; may be repeated"),
      Option("--carried-to", "NAME", "warn of what is lost in this vocabulary; may be repeated"),
      Option("--context-window", "TOKENS", "warn of prompts that are longer"),
      Option("--fix", nil, "write the fixes of warnings and errors into the files"),
      Option("--baseline", "FILE", "say nothing of the findings that FILE knows"),
      Option("--write-baseline", "FILE", "have FILE know all findings from now on"),
      Option("--measure", nil, "let a model say how much each finding matters"), .model, .quantize,
      .repackCache,
      .finalNewline, .json,
    ],
    example: "promptls lint prompts/*.txt"
  ) { (arguments) throws(UsageError) in
    let run = try LintRun(arguments)
    return try run.run()
  }
}

/// One run of the command.
private struct LintRun {
  private let arguments: Arguments
  private let format: LintFormat
  private let threshold: Int
  private let disabled: [String]

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    format = try LintFormat(arguments)
    threshold = try Self.failingRank(arguments.last("--fail-on") ?? "warning")
    disabled = arguments.all("--disable")
    let known = Rule.all.map(\.code)
    if let unknown = disabled.first(where: { !known.contains($0) }) {
      throw UsageError(
        "there is no rule \"\(unknown)\"; there are \(known.joined(separator: ", "))")
    }
    if arguments.has("--fix"), arguments.names.isEmpty || arguments.names.contains("-") {
      throw UsageError("--fix needs files: what comes from stdin cannot be written back")
    }
  }

  func run() throws(UsageError) -> Int32 {
    var baseline =
      try arguments.last("--baseline").map { (path) throws(UsageError) in
        try LintBaseline(path: path)
      } ?? LintBaseline()
    var renderer = format.renderer
    var all: [LintedFile] = []
    var hasFailed = false
    let keepsAll = arguments.last("--write-baseline") != nil
    var command = try command()
    var fixes = (count: 0, files: Set<String>())
    if arguments.has("--fix") {
      command.revise = { (input, result) throws(UsageError) in
        let fixed = LintedFile(input, result).fixed
        guard fixed.count > 0, fixed.bytes != input.bytes else { return false }
        try Output.write(fixed.bytes, to: input.name)
        fixes.count += fixed.count
        fixes.files.insert(input.name)
        return true
      }
    }
    let status = try command.run { input, result in
      let whole = LintedFile(input, result)
      if keepsAll { all.append(whole) }
      let file = baseline.filter(whole)
      hasFailed = hasFailed || file.findings.contains { $0.severity.rank <= threshold }
      renderer.add(file)
    }
    renderer.finish()
    if fixes.count > 0 {
      Console.error("promptls: \(fixes.count) fixed in \(fixes.files.count) files")
    }
    if let path = arguments.last("--write-baseline") {
      try Output.write(LintBaseline.text(of: all), to: path)
      return status
    }
    return status > 0 ? status : hasFailed ? 1 : 0
  }

  private func command() throws(UsageError) -> TextCommand {
    var command = TextCommand(method: "promptls/lint", arguments: arguments, isAboutPromptEnd: true)
    command.namesFormat = true
    command.printsJSON = false
    let names = arguments.all("--tokenizer")
    if !names.isEmpty { command.params["tokenizers"] = .array(names.map { .string($0) }) }
    if arguments.has("--measure") { command.params["measure"] = true }
    command.settings.disabledRules = Set(disabled)
    command.settings.carriedTo = arguments.all("--carried-to")
    command.settings.contextWindow = try arguments.last(
      "--context-window", as: "a number of tokens", Int.init)
    return command
  }

  private static func failingRank(_ name: String) throws(UsageError) -> Int {
    if name == "never" { return -1 }
    guard let severity = LintSeverity(rawValue: name) else {
      let known = LintSeverity.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("--fail-on \"\(name)\" is none of \(known), never")
    }
    return severity.rank
  }
}
