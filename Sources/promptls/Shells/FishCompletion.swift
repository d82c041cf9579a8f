/// Completion for fish.
///
/// Source: the manual of fish, "complete".
enum FishCompletion {
  static func script(_ commands: [Command]) -> String {
    let pairs = Command.pairs(in: commands).map { ShellWord.quoted("\($0.first) \($0.second)") }
    return """
      # Completion of promptls for fish, made by: promptls completions fish
      function __promptls_at
          set -l words (commandline -opc)
          set -e words[1]
          set -l command "$words[1]"
          contains -- "$words[1] $words[2]" \(pairs.joined(separator: " "))
          and set command "$words[1] $words[2]"
          test "$command" = "$argv[1]"
      end
      complete -c promptls -f
      \(commands.flatMap(lines).joined(separator: "\n"))
      """
  }

  private static func lines(_ command: Command) -> [String] {
    let words = command.name.split(separator: " ").map(String.init)
    let before = words.count == 2 ? words[0] : ""
    let at = "-n " + ShellWord.quoted("__promptls_at \(ShellWord.quoted(command.name))")
    let start =
      "complete -c promptls -n \(ShellWord.quoted("__promptls_at \(ShellWord.quoted(before))")) "
      + "-a \(words[words.count - 1]) -d \(ShellWord.quoted(command.summary))"
    let operands = offer(command.operands.values)
    return [start]
      + (operands == "-f" ? [] : ["complete -c promptls \(at) \(operands)"])
      + command.options.map { "complete -c promptls \(at) \(option($0))" }
      + ["complete -c promptls \(at) -l help -d 'say how it is used'"]
  }

  private static func option(_ option: Option) -> String {
    let isLong = option.name.hasPrefix("--")
    let name = (isLong ? "-l " : "-s ") + option.name.drop { $0 == "-" }
    let value = option.value == nil ? "" : " -r \(offer(option.values))"
    return name + value + " -d \(ShellWord.quoted(option.help))"
  }

  private static func offer(_ values: Values) -> String {
    let words = values.words
    let list = words.isEmpty ? "" : " -a \(ShellWord.quoted(words.joined(separator: " ")))"
    return switch values {
    case .files: "-F" + list
    case .folders: "-f -a '(__fish_complete_directories)'"
    case .any, .oneOf, .known: "-f" + list
    }
  }
}
