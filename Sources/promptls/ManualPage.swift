/// The manual page, from the table of commands.
///
/// Source: groff_man(7), mandoc's man(7).
enum ManualPage {
  static func text(_ commands: [Command]) -> String {
    let introduction = """
      .TH PROMPTLS 1 "\(Promptls.released)" "promptls \(Promptls.version)" "User Commands"
      .SH NAME
      promptls \\- \(escaped(Command.promptlsSummary))
      .SH SYNOPSIS
      .B promptls
      .I command
      .RI [ option " ...] [" file " ...]"
      .SH DESCRIPTION
      .B promptls
      counts the tokens of prompts, warns where a prompt ends in the midst of one, and completes prompts from a
      healed decoder, exactly. Editors run
      .BR "promptls \\-\\-stdio" ;
      the commands below answer one question each.
      Text comes from the files named, or from the standard input.
      An option's value stands behind it or behind an equals sign;
      .B \\-\\-
      ends the options.
      .SH COMMANDS
      """
    return introduction + "\n"
      + commands.map { section($0) }.joined(separator: "\n") + "\n" + closing
  }

  private static func section(_ command: Command) -> String {
    let options = command.options.map { option in
      """
      .TP
      \\fB\(escaped(option.name))\\fR\(option.value.map { " \\fI\(escaped($0))\\fR" } ?? "")
      \(line(option.explanation))
      """
    }
    let examples = command.examples.map(line).joined(separator: "\n")
    return """
      .SS \(escaped(command.name))
      \(line("Usage: promptls \(command.synopsis)"))
      .PP
      \(line(command.summary.prefix(1).uppercased() + command.summary.dropFirst() + "."))
      \((options + [".PP", ".nf", ".RS", examples, ".RE", ".fi"]).joined(separator: "\n"))
      """
  }

  private static let closing = #"""
    .SH EXIT STATUS
    0 where all is fine;
    1 where lint found something that is at least as bad as
    .B \-\-fail\-on
    says, or doctor something wrong;
    2 where the command line or what it names is wrong;
    3 where promptls itself failed.
    .SH ENVIRONMENT
    .TP
    .B NO_COLOR
    Where it is set, nothing is painted.
    .TP
    .BR CLICOLOR ", " CLICOLOR_FORCE
    0 for no colours; 1 for colours on a pipe too.
    .TP
    .B PROMPTLS_KERNELS
    The instruction set that models run on:
    .BR scalar ", " avx2 ", " avx512 " or " neon .
    .TP
    .BR HOME ", " XDG_CACHE_HOME ", " XDG_CONFIG_HOME
    Where caches are and editors' files.
    .SH FILES
    .TP
    .I .promptls.json
    Settings of the prompts beside it and below; promptls schema prints what may stand in it.
    .TP
    .I ~/.cache/promptls
    What promptls rules \-\-install writes.
    .SH SEE ALSO
    .BR jq (1)
    """#

  /// A text as a line of its own.
  private static func line(_ text: String) -> String {
    let line = escaped(text)
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "~": escaped += "\\(ti"
      case "^": escaped += "\\(ha"
      case "…": escaped += "..."
      case "é": escaped += "\\(\u{27}e"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
