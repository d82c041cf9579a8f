/// Completion for bash, without the package bash-completion.
///
/// Source: the manual of bash, "Programmable Completion". `=` breaks words there, so that
/// `--healing=ex` arrives as three of them.
enum BashCompletion {
  static func script(_ commands: [Command]) -> String {
    let firstWords = Set(commands.map { $0.name.prefix { $0 != " " } }).sorted()
    return """
      # Completion of promptls for bash, made by: promptls completions bash
      _promptls() {
        local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
        if [[ $current == = ]]; then
          current=
        elif [[ $previous == = ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        COMPREPLY=()
        local words= files=
        if (( COMP_CWORD == 1 )); then
          words=\(ShellWord.quoted(firstWords.joined(separator: " ")))
        else
          local command="${COMP_WORDS[1]}"
          case "$command ${COMP_WORDS[2]}" in
            \(Command.pairs(in: commands).map { ShellWord.quoted("\($0.first) \($0.second)") }
              .joined(separator: "|"))) (( COMP_CWORD > 2 )) && command+=" ${COMP_WORDS[2]}" ;;
          esac
          case "$command" in
      \(commands.map { branch($0, commands) }.joined(separator: "\n"))
          esac
        fi
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        if [[ -n $files ]]; then
          compopt -o filenames 2>/dev/null
          local IFS=$'\\n'
          COMPREPLY+=($(compgen -$files -- "$current"))
        fi
      }
      complete -F _promptls promptls
      """
  }

  private static func branch(_ command: Command, _ commands: [Command]) -> String {
    let options = command.options.filter { $0.value != nil }
    let values = options.map { "          \($0.name)) \(offer($0.values)) ;;" }
    let seconds = Command.pairs(in: commands).filter { $0.first == command.name }.map(\.second)
    let flags = (command.options.map(\.name) + ["--help"]).joined(separator: " ")
    let rest = """
                *)
                  if [[ $current == -* ]]; then words=\(ShellWord.quoted(flags))
                  else \(offer(command.operands.values, seconds)); fi ;;
      """
    return """
            \(ShellWord.quoted(command.name)))
              case "$previous" in
      \((values + [rest]).joined(separator: "\n"))
              esac ;;
      """
  }

  private static func offer(_ values: Values, _ more: [String] = []) -> String {
    let words = values.words + more
    let parts =
      (words.isEmpty ? [] : ["words=\(ShellWord.quoted(words.joined(separator: " ")))"])
      + (values.takesFiles ? ["files=\(values.isFolders ? "d" : "f")"] : [])
    return parts.isEmpty ? ":" : parts.joined(separator: "; ")
  }
}
