import JSONCoding
import Text

extension Command {
  static let lint = Command(
    name: "lint", summary: "warns of prompts that end where a model would not go on",
    operands: "[FILE or FOLDER …]",
    options: [
      Option("--tokenizer", "NAME", "lint for this vocabulary; may be repeated"), .tokenizerFile,
      Option("--format", "FORMAT", "\"human\" (default), \"gcc\" or \"json\""),
      Option(
        "--fail-on", "SEVERITY", "exit with 1 from this severity on (default warning); \"never\""),
      Option("--measure", nil, "let a model say how much each finding matters"), .model, .quantize,
      .repackCache,
      .finalNewline, .json,
    ],
    example: "promptls lint prompts/*.txt"
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(
      method: "promptls/lint", arguments: arguments, isAboutPromptEnd: true)
    let names = arguments.all("--tokenizer")
    if !names.isEmpty { command.params["tokenizers"] = .array(names.map { .string($0) }) }
    if arguments.has("--measure") { command.params["measure"] = true }
    let format = try LintFormat(arguments)
    let threshold = try failingSeverity(arguments.last("--fail-on") ?? "warning")
    var hasFailed = false
    let status = try command.run(inspect: { result in
      let findings = result["findings"]?.array ?? []
      hasFailed = hasFailed || findings.contains { severityRank($0) <= threshold }
    }) { input, result in
      format.print(result["findings"]?.array ?? [], of: input, result)
    }
    return status > 0 ? status : hasFailed ? 1 : 0
  }

  private static let severities = ["error", "warning", "information", "hint"]

  private static func severityRank(_ finding: JSON) -> Int {
    severities.firstIndex(of: finding["severity"]?.string ?? "") ?? severities.count
  }

  private static func failingSeverity(_ name: String) throws(UsageError) -> Int {
    if name == "never" { return -1 }
    guard let rank = severities.firstIndex(of: name) else {
      throw UsageError(
        "--fail-on \"\(name)\" is none of \(severities.joined(separator: ", ")), never")
    }
    return rank
  }
}

/// How findings are printed.
private enum LintFormat: String {
  case human
  case gcc
  case json

  init(_ arguments: Arguments) throws(UsageError) {
    let name = arguments.has("--json") ? "json" : arguments.last("--format") ?? "human"
    guard let format = LintFormat(rawValue: name) else {
      throw UsageError("--format \"\(name)\" is none of human, gcc, json")
    }
    self = format
  }

  func print(_ findings: [JSON], of input: Input, _ result: JSON) {
    if self == .json {
      Console.print(result.text + [UInt8(ascii: "\n")])
      return
    }
    let text = DocumentTree(input.bytes)
    for finding in findings {
      let start = min(finding["start"]?.integer ?? 0, text.byteCount)
      let position = text.position(of: start, in: .utf32)
      let name = input.name == "-" ? "stdin" : input.name
      Console.print(
        "\(name):\(position.line + 1):\(position.character + 1): "
          + "\(finding["severity"]?.string ?? ""): \(finding["message"]?.string ?? "") "
          + "[\(finding["code"]?.string ?? "")]")
      if self == .human { printFixes(of: finding) }
    }
  }

  private func printFixes(of finding: JSON) {
    for fix in finding["fixes"]?.array ?? [] {
      Console.print("  fix: \(fix["title"]?.string ?? "")")
    }
  }
}
