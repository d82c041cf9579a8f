extension Command {
  static let help = Command(
    name: "help", summary: "says what there is, or how one command is used",
    operands: Operands("[COMMAND]", .known { all.map(\.name) }), options: [],
    examples: [
      "promptls help lint"
    ]
  ) { (arguments) throws(UsageError) in
    guard !arguments.names.isEmpty else {
      Console.print(overview)
      return 0
    }
    Console.print(try named(by: arguments.names.flatMap(\.words)).0.usage)
    return 0
  }

  /// What the program is, command by command.
  static var overview: String {
    let style = Console.style
    let width = all.map(\.name.count).max() ?? 0
    let lines = all.map { "  \(style.bold($0.name.padded(to: width)))  \($0.summary)" }
    return """
      promptls: \(promptlsSummary)

      \(style.bold("Usage:")) promptls COMMAND [OPTION …] [FILE …]

      \(lines.joined(separator: "\n"))

      Text comes from the files named, or from stdin. promptls help COMMAND tells more.
      """
  }

  static let promptlsSummary = "a language server for prompts"

  /// How the command is written, without the program's name.
  var synopsis: String {
    [name, options.isEmpty ? "" : "[OPTION …]", operands.text].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// How the command is used.
  var usage: String {
    let style = Console.style
    let width = options.map(\.head.count).max() ?? 0
    let lines = options.map { option in
      "  \(style.bold(option.head.padded(to: width)))  \(option.explanation)"
    }
    return """
      promptls \(name): \(summary)

      \(style.bold("Usage:")) promptls \(synopsis)
      \(lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n") + "\n")
      \(style.bold(examples.count == 1 ? "Example:" : "Examples:"))
      \(examples.map { "  \($0)" }.joined(separator: "\n"))
      """
  }
}

extension String {
  /// The parts between spaces.
  fileprivate var words: [String] { split(separator: " ").map(String.init) }
}
