extension Command {
  static let help = Command(
    name: "help", summary: "says what there is, or how one command is used",
    operands: "[COMMAND]", options: [], example: "promptls help lint"
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
  /// The parts between spaces.
  fileprivate var words: [String] { split(separator: " ").map(String.init) }

  /// The string with spaces behind it up to a number of characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The string with spaces before it up to a number of characters.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
