/// One command of the program.
///
/// To add one: a file in `Commands` and a line in ``all``.
struct Command: Sendable {
  /// One word, or two where one command has several jobs.
  let name: String
  /// One line for the overview.
  let summary: String
  /// What stands behind the name: `[FILE …]`.
  let operands: String
  let options: [Option]
  let example: String
  let body: @Sendable (Arguments) throws(UsageError) -> Int32

  /// Runs the command and gives the exit status.
  func run(_ arguments: [String]) throws(UsageError) -> Int32 {
    try body(try Arguments(arguments, options: options))
  }
}

extension Command {
  static let all: [Command] = [
    .serve, .count, .tokenize, .detokenize, .boundary, .show, .lint, .translate, .complete, .score,
    .embed, .similarity, .neighbors,
    .models, .train, .trainTokenizer, .trainEmbeddings, .rules, .schema, .version, .help,
  ]

  /// The command that a command line begins with, and the rest of the line.
  ///
  /// - Throws: ``UsageError`` where there is none.
  static func named(by arguments: [String]) throws(UsageError) -> (Command, rest: [String]) {
    for words in [2, 1] where arguments.count >= words {
      let name = arguments.prefix(words).joined(separator: " ")
      if let command = all.first(where: { $0.name == name }) {
        return (command, Array(arguments.dropFirst(words)))
      }
    }
    throw UsageError("there is no command \"\(arguments.first ?? "")\"")
  }
}

extension Option {
  static let json = Option("--json", nil, "print the result of the request of the same name")
  static let model = Option(
    "--model", "NAME=PATH", "make a model known; without \"=\" use one by name or file")
  static let quantize = Option(
    "--quantize", "KIND",
    "hold the model's weights in \"q8\", \"q4\" or \"f32\" instead of as stored")
  static let repackCache = Option(
    "--repack-cache", "FOLDER", "keep repacked weights there, so that the next load is a mapping")
  static let tokenizer = Option("--tokenizer", "NAME", "the vocabulary (default gpt2)")
  static let specialTokens = Option(
    "--special-tokens", nil, "read <|endoftext|> and its kin as special tokens")
  static let finalNewline = Option(
    "--final-newline", "MODE", "\"ignore\" (default) or \"partOfPrompt\"")
}
