extension Command {
  static let help = Command(
    name: "help", summary: "says what there is, or how one command is used",
    operands: "[COMMAND]", options: [], example: "promptls help lint"
  ) { (arguments) throws(UsageError) in
    guard let name = arguments.names.first else {
      Console.print(overview)
      return 0
    }
    guard let command = all.first(where: { $0.name == name }) else {
      throw UsageError("there is no command \"\(name)\"")
    }
    Console.print(command.usage)
    return 0
  }

  /// What the program is, command by command.
  static var overview: String {
    let width = all.map(\.name.count).max() ?? 0
    let lines = all.map { "  \($0.name.padded(to: width))  \($0.summary)" }
    return """
      promptls: a language server for prompts

      Usage: promptls COMMAND [OPTION …] [FILE …]

      \(lines.joined(separator: "\n"))

      Text comes from the files named, or from stdin. promptls help COMMAND tells more.
      """
  }

  /// How the command is used.
  var usage: String {
    let heads = options.map { option in option.name + (option.value.map { " \($0)" } ?? "") }
    let width = heads.map(\.count).max() ?? 0
    let lines = zip(heads, options).map { "  \($0.padded(to: width))  \($1.help)" }
    return """
      promptls \(name): \(summary)

      Usage: promptls \(name)\(options.isEmpty ? "" : " [OPTION …]") \(operands)
      \(lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n") + "\n")
      Example: \(example)
      """
  }
}

extension String {
  /// The string with spaces behind it up to a number of characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The string with spaces before it up to a number of characters.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
