import Model
import PromptFormats
import Tokenizers
import Vocabularies

/// One command of the program: what help, the man page and shells' completions say of it, and what
/// it does.
///
/// To add one: a file in `Commands` and a line in ``all``.
struct Command: Sendable {
  /// One word, or two where one command has several jobs.
  let name: String
  /// One line for the overview.
  let summary: String
  let operands: Operands
  let options: [Option]
  /// Command lines that work where the files they name are; the tests run each.
  let examples: [String]
  let body: @Sendable (Arguments) throws(UsageError) -> Int32

  /// Runs the command and gives the exit status.
  func run(_ arguments: [String]) throws(UsageError) -> Int32 {
    try body(try Arguments(arguments, options: options))
  }
}

/// What stands behind a command's name besides options.
struct Operands: Sendable {
  /// As help writes it: `[FILE …]`.
  var text: String
  /// What a shell may offer in its place.
  var values: Values

  init(_ text: String, _ values: Values = .any) {
    self.text = text
    self.values = values
  }

  static let none = Operands("")
  static let texts = Operands("[FILE …]", .files)
  static let textsAndFolders = Operands("[FILE or FOLDER …]", .files)
}

extension Command {
  static let all: [Command] = [
    .serve, .count, .tokenize, .detokenize, .boundary, .show, .lint, .translate, .complete, .score,
    .embed, .similarity, .neighbors,
    .models, .train, .trainTokenizer, .trainEmbeddings, .rules, .schema, .doctor, .completions,
    .man, .version, .help,
  ]

  /// The command that a command line begins with, and the rest of the line.
  ///
  /// - Throws: ``UsageError`` where there is none.
  static func named(by arguments: [String]) throws(UsageError) -> (Command, rest: [String]) {
    for words in [2, 1] where arguments.count >= words {
      let name = arguments.prefix(words).joined(separator: " ")
      if let command = all.first(where: { $0.name == name }) {
        if words == 1, let meant = misspelledPair(arguments) {
          throw UsageError("there is no file \(arguments[1]); did you mean \(meant)?")
        }
        return (command, Array(arguments.dropFirst(words)))
      }
    }
    let word = arguments.first ?? ""
    if Input.exists(word) {
      throw UsageError("\"\(word)\" is a file; a command comes first: promptls count \(word)")
    }
    throw UsageError(
      "there is no command \"\(word)\"" + Nearest.hint(to: word, among: all.map(\.name)))
  }
}

extension Command {
  /// The commands whose names are two words.
  static func pairs(in commands: [Command]) -> [(first: String, second: String)] {
    commands.compactMap { command in
      let words = command.name.split(separator: " ").map(String.init)
      return words.count == 2 ? (words[0], words[1]) : nil
    }
  }

  /// The command of two words that was meant where the second is nearly that and no file.
  private static func misspelledPair(_ arguments: [String]) -> String? {
    guard arguments.count > 1, !Input.exists(arguments[1]) else { return nil }
    let seconds = pairs(in: all).filter { $0.first == arguments[0] }.map(\.second)
    return Nearest.name(to: arguments[1], among: seconds).map { "\(arguments[0]) \($0)" }
  }
}

extension Option {
  static let json = Option("--json", nil, "print the result of the request of the same name")
  static let model = Option(
    "--model", "NAME=PATH", "make a model known; without \"=\" use one by name or file", .files,
    repeats: true)
  static let quantize = Option(
    "--quantize", "KIND",
    "hold the model's weights in \"q8\", \"q4\" or \"f32\" instead of as stored (\"none\")",
    .oneOf(Quantization.allCases.map(\.rawValue)))
  static let repackCache = Option(
    "--repack-cache", "FOLDER", "keep repacked weights there, so that the next load is a mapping",
    .folders)
  static let tokenizer = Option(
    "--tokenizer", "NAME", "the vocabulary (default gpt2)", .tokenizers)
  static let specialTokens = Option(
    "--special-tokens", nil, "read <|endoftext|> and its kin as special tokens")
  static let finalNewline = Option(
    "--final-newline", "MODE", "\"ignore\" (default) or \"partOfPrompt\"",
    .oneOf(PromptEnding.allCases.map(\.rawValue)))
  static let healing = Option(
    "--healing", "MODE", "\"exact\" (default), \"backup\" or \"off\"",
    .oneOf(["exact", "backup", "off"]))
  static let layer = Option(
    "--layer", "KIND", "\"contextual\" (default) or \"static\"", .oneOf(["contextual", "static"]))

  private typealias Quantization = LanguageModel.LoadOptions.Quantization
}

extension Values {
  /// The vocabularies inside the executable, and what a file gives.
  static let tokenizers = Values.known { Vocabularies.all.map(\.name) }
}
