import Foundation
import TestSupport
import Testing

/// What the program says of itself.
struct HelpTests {
  private static let overview = (try? ShellRun().run("promptls help").output) ?? ""

  /// The commands, as the overview lists them.
  static let commands = overview.split(separator: "\n").filter { $0.hasPrefix("  ") }
    .map { $0.dropFirst(2) }.map {
      String($0[..<($0.firstRange(of: "  ")?.lowerBound ?? $0.endIndex)])
    }

  /// What examples find in the folder they run in.
  private static let files = [
    "prompt.md": "Name three rivers of Spain:\n",
    "prompts/a.md": "The url of Google is http:\n",
    "prompts/b.md": "Answer: ",
    "text.txt": String(
      repeating: "the theme of the thesis is the thing\n<|endoftext|>\n", count: 400),
    "valid.txt": "the theme is the thing\n",
    "prompts.jsonl": String(repeating: "[\"a\", \"b\"]\n[\"x\", \"y\"]\n", count: 20),
  ]

  @Test func `the overview lists what there is`() throws {
    #expect(Self.commands.count > 20)
    #expect(Self.commands.contains("train tokenizer") && Self.commands.contains("doctor"))
    let shell = try ShellRun()
    defer { shell.remove() }
    #expect(try shell.run("promptls --help").output == Self.overview)
    let alone = try shell.run("promptls")
    #expect(alone.status == 2 && alone.errors == Self.overview)
  }

  @Test(arguments: commands)
  func `each command tells how it is used, in lines that fit a terminal`(_ name: String) throws {
    let shell = try ShellRun()
    defer { shell.remove() }
    let help = try shell.run("promptls \(name) --help")
    #expect(help.status == 0)
    #expect(try shell.run("promptls help \(name)").output == help.output)
    #expect(help.output.hasPrefix("promptls \(name): "))
    #expect(help.output.contains("\nUsage: promptls \(name)"))
    #expect(help.output.contains("\nExample"))
    for line in help.output.split(separator: "\n") { #expect(line.count <= 110, "\(line)") }
    #expect(!help.output.contains("\u{1B}"))
  }

  @Test(arguments: commands)
  func `each example works`(_ name: String) throws {
    var shell = try ShellRun(files: Self.files)
    defer { shell.remove() }
    // Completions and the page go where shells look for them.
    for place in [".config/fish/completions", ".local/share/zsh/site-functions"] {
      try shell.write("", to: "home/\(place)/.keep")
    }
    if let model = ModelFixtures.smolLM2 {
      try FileManager.default.createSymbolicLink(
        atPath: shell.folder.appending(path: "smollm2.gguf").path(), withDestinationPath: model)
    }
    shell.environment["PAGER"] = "cat"
    let examples = try Self.examples(of: name, shell)
    #expect(!examples.isEmpty)
    for example in examples
    where !example.contains("smollm2.gguf") || ModelFixtures.smolLM2 != nil {
      // An hour is more than a test has.
      let line = example.replacing("--minutes 60", with: "--minutes 0.001 \(Self.smallRun)")
      let outcome = try shell.run(line)
      let found = name == "lint" || name == "doctor"
      #expect(
        outcome.status == 0 || found && outcome.status == 1, "\(line): \(outcome.errors)")
    }
  }

  private static let smallRun =
    "--width 64 --layers 1 --heads 1 --hidden 64 --sequences 2 --length 64 --steps 2"

  private static func examples(of name: String, _ shell: ShellRun) throws -> [String] {
    let lines = try shell.run("promptls help \(name)").output.split(separator: "\n")
    return lines.drop { !$0.hasPrefix("Example") }.dropFirst().map { String($0.dropFirst(2)) }
  }

  @Test(arguments: [
    ("cuont a", "there is no command \"cuont\"; did you mean count?"),
    ("xyzzy", "there is no command \"xyzzy\""),
    ("prompt.md", "\"prompt.md\" is a file; a command comes first: promptls count prompt.md"),
    ("count --tokeniser gpt2", "there is no option --tokeniser; did you mean --tokenizer?"),
    ("count --tokenizer", "--tokenizer needs a value: --tokenizer NAME"),
    ("count prompt.mb", "there is no file prompt.mb; did you mean prompt.md?"),
    ("count prompts/c.mdd", "there is no file prompts/c.mdd"),
    ("count --tokenizer gtp2 prompt.md", "there is no tokenizer \"gtp2\"; there are gpt2, "),
    (
      "complete --model defualt prompt.md",
      "there is no model \"defualt\"; there are default; --model NAME=PATH makes one known"
    ),
    (
      "complete --healing exat prompt.md",
      "--healing \"exat\" is none of exact, backup, off; did you mean exact?"
    ),
    (
      "lint --disable trailing-spice prompt.md", "; did you mean trailing-space?"
    ),
    ("train tokeniser a", "did you mean train tokenizer?"),
    ("help lnit", "there is no command \"lnit\"; did you mean lint?"),
    ("completions tcsh", "completions knows bash, zsh, fish and not \"tcsh\""),
  ])
  func `an error says what to type instead`(_ line: String, _ expected: String) throws {
    let shell = try ShellRun(files: Self.files)
    defer { shell.remove() }
    let outcome = try shell.run("promptls \(line)")
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(expected), "\(outcome.errors)")
  }

  @Test func `colours are for terminals that want them`() throws {
    let shell = try ShellRun(files: Self.files)
    defer { shell.remove() }
    let lint = "promptls lint prompts/b.md"
    func isPainted(_ variables: String, isTerminal: Bool = true) throws -> Bool {
      let line =
        isTerminal ? "\(variables) script -qec '\(lint)' /dev/null" : "\(variables) \(lint)"
      let output = try shell.run(line).output
      #expect(output.contains("trailing-space"), "\(output)")
      return output.contains("\u{1B}[33m")
    }
    #expect(try isPainted("TERM=xterm"))
    #expect(try !isPainted("TERM=xterm NO_COLOR=1"))
    #expect(try isPainted("TERM=xterm NO_COLOR="))
    #expect(try !isPainted("TERM=xterm CLICOLOR=0"))
    #expect(try !isPainted("TERM=dumb"))
    #expect(try !isPainted("TERM=xterm", isTerminal: false))
    #expect(try isPainted("CLICOLOR_FORCE=1", isTerminal: false))
    #expect(try !isPainted("CLICOLOR_FORCE=1 NO_COLOR=1", isTerminal: false))
  }

  @Test func `who waits for more than a second is told for what`() throws {
    let shell = try ShellRun()
    defer { shell.remove() }
    func seen(_ count: String, _ variables: String = "TERM=xterm") throws -> String {
      let line = "(sleep 1.7; echo a) | \(count)"
      return try shell.run("\(variables) script -qec '\(line)' /dev/null").output
    }
    let output = try seen("promptls count")
    #expect(output.contains("reading stdin (1 s)"), "\(output)")
    // What was shown is taken back before the answer comes.
    #expect(output.contains("\u{1B}[K\r\u{1B}[K\u{1B}[1mbytes"), "\(output)")
    #expect(try !seen("promptls count 2>/dev/null").contains("stdin"))
    #expect(try !seen("promptls count", "TERM=dumb").contains("\u{1B}"))
  }

  @Test func `the manual page has every command, and no line that roff takes for a request`() throws
  {
    let shell = try ShellRun()
    defer { shell.remove() }
    let page = try shell.run("promptls man").output
    for name in Self.commands { #expect(page.contains("\n.SS \(name)\n"), "\(name)") }
    for line in page.split(separator: "\n") { #expect(!line.hasPrefix("'"), "\(line)") }
  }
}
