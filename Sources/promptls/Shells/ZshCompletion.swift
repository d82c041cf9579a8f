/// Completion for zsh.
///
/// Source: the manual of zsh, "Completion System", `_arguments`.
enum ZshCompletion {
  static func script(_ commands: [Command]) -> String {
    let overview = commands.filter { !$0.name.contains(" ") }.map { described($0.name, $0.summary) }
    let pairs = Command.pairs(in: commands).map { ShellWord.quoted("\($0.first) \($0.second)") }
    return """
      #compdef promptls
      # Completion of promptls for zsh, made by: promptls completions zsh
      _promptls() {
        local -a commands=(
          \(overview.joined(separator: "\n    "))
        )
        if (( CURRENT == 2 )); then
          _describe -t commands command commands
          return
        fi
        local command=$words[2]
        case "$words[2] $words[3]" in
          \(pairs.joined(separator: "|"))) (( CURRENT > 3 )) && command+=" $words[3]" && shift words && (( CURRENT-- )) ;;
        esac
        shift words
        (( CURRENT-- ))
        case $command in
      \(commands.map { branch($0, commands) }.joined(separator: "\n"))
        esac
      }
      if [[ $funcstack[1] == _promptls ]]; then _promptls "$@"; else compdef _promptls promptls; fi
      """
  }

  private static func branch(_ command: Command, _ commands: [Command]) -> String {
    let seconds = commands.filter { $0.name.hasPrefix(command.name + " ") }.map {
      described(String($0.name.dropFirst(command.name.count + 1)), $0.summary)
    }
    let both =
      seconds.isEmpty
      ? ""
      : "local -a jobs=(\(seconds.joined(separator: " "))); (( CURRENT == 2 )) && _describe job jobs; "
    let specs =
      command.options.map(spec) + ["'(- *)--help[say how it is used]'"] + operand(command)
    return """
          \(ShellWord.quoted(command.name)))
            \(both)_arguments -S \\
              \(specs.joined(separator: " \\\n        ")) ;;
      """
  }

  private static func spec(_ option: Option) -> String {
    let equals = option.value != nil && option.name.hasPrefix("--") ? "=" : ""
    let value = option.value.map { ":\(escaped($0)):\(action(option.values))" } ?? ""
    return ShellWord.quoted(
      (option.repeats ? "*" : "") + option.name + equals + "[\(escaped(option.help))]" + value)
  }

  private static func operand(_ command: Command) -> [String] {
    if case .any = command.operands.values { return [] }
    return [
      ShellWord.quoted("*:\(escaped(command.operands.text)):\(action(command.operands.values))")
    ]
  }

  private static func action(_ values: Values) -> String {
    let words = values.words
    return switch values {
    case .files: "_files"
    case .folders: "_files -/"
    case .any: " "
    case .oneOf, .known:
      "(\(words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")))"
    }
  }

  private static func described(_ word: String, _ help: String) -> String {
    ShellWord.quoted(word.split(separator: ":").joined(separator: #"\:"#) + ":" + help)
  }

  /// A text in which nothing means something to `_arguments`.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "[]:\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }
}
