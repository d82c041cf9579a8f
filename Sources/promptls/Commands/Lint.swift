import JSONCoding
import PromptAnalysis
import PromptServer

extension Command {
  static let lint = Command(
    name: "lint", summary: "warns of prompts that end where a model would not go on",
    operands: .textsAndFolders,
    options: [
      Option("--tokenizer", "NAME", "lint for this vocabulary", .tokenizers, repeats: true),
      .tokenizerFile,
      Option(
        "--format", "FORMAT", "\(LintFormat.names); people's is the default",
        .oneOf(LintFormat.allCases.map(\.rawValue))),
      Option("--sarif", nil, "the same as --format sarif"),
      Option("--github", nil, "the same as --format github"),
      Option(
        "--fail-on", "SEVERITY", "exit with 1 from this severity on (default warning); \"never\"",
        .oneOf(LintSeverity.allCases.map(\.rawValue) + ["never"])),
      Option(
        "--disable", "RULE", "leave a rule out", .oneOf(Rule.all.map(\.code)), repeats: true),
      Option(
        "--carried-to", "NAME", "warn of what is lost in this vocabulary", .tokenizers,
        repeats: true),
      Option("--context-window", "TOKENS", "warn of prompts that are longer"),
      Option("--fix", nil, "write the fixes of warnings and errors into the files"),
      Option("--baseline", "FILE", "say nothing of the findings that FILE knows", .files),
      Option("--write-baseline", "FILE", "have FILE know all findings from now on", .files),
      Option("--measure", nil, "let a model say how much each finding matters"), .model, .quantize,
      .repackCache,
      .finalNewline, .json,
    ],
    examples: [
      "promptls lint prompts/",
      "promptls lint --fix prompt.md",
      "promptls lint --sarif prompts/ > lint.sarif",
      "promptls lint --write-baseline known.json prompts/",
      "promptls lint --baseline known.json prompts/",
    ]
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
    format = LintFormat(arguments)
    let severity = LintSeverity(rawValue: arguments.last("--fail-on") ?? "warning")
    // No finding ranks as high as "never".
    threshold = severity?.rank ?? -1
    disabled = arguments.all("--disable")
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
}
