extension Command {
  static let completions = Command(
    name: "completions", summary: "prints what makes a shell complete promptls's command lines",
    operands: Operands("SHELL", .oneOf(["bash", "zsh", "fish"])), options: [],
    examples: [
      "source <(promptls completions bash)",
      "promptls completions fish > ~/.config/fish/completions/promptls.fish",
      "promptls completions zsh > ~/.local/share/zsh/site-functions/_promptls",
    ]
  ) { (arguments) throws(UsageError) in
    let known = ["bash", "zsh", "fish"]
    guard let name = arguments.names.first, arguments.names.count == 1 else {
      throw UsageError("completions needs one of \(known.joined(separator: ", "))")
    }
    switch name {
    case "bash": Console.print(BashCompletion.script(all))
    case "zsh": Console.print(ZshCompletion.script(all))
    case "fish": Console.print(FishCompletion.script(all))
    default:
      throw UsageError(
        "completions knows \(known.joined(separator: ", ")) and not \"\(name)\""
          + Nearest.hint(to: name, among: known))
    }
    return 0
  }
}

/// Texts as words of a shell.
enum ShellWord {
  /// A text in single quotes, which keep everything in them as it is.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }
}
