import PromptServer
import Tokenizers
import WordVectors

extension Command {
  static let trainEmbeddings = Command(
    name: "train embeddings",
    summary: "learns vectors of words, songs, snippets from their company",
    operands: Operands("FILE …", .files),
    options: [
      Option("--output", "FILE", "where they go, as safetensors", .files),
      Option("--tokenizer", "NAME", "learn the tokens of texts, not their words", .tokenizers),
      .tokenizerFile,
      Option("--dimensions", "N", "numbers of a vector, a multiple of 8 (default 96, lists 32)"),
      Option("--window", "N", "how far neighbors may stand apart (default 5, lists 20)"),
      Option("--negatives", "N", "items drawn against each neighbor (default 5)"),
      Option("--minimum-count", "N", "leave out what occurs less often (default 5, lists 1)"),
      Option("--epochs", "N", "times the text is read (default 5, small texts more)"),
      Option("--seed", "N", "where chance begins (default 1)"),
    ],
    examples: [
      "promptls train embeddings --output library.safetensors prompts.jsonl"
    ]
  ) { (arguments) throws(UsageError) in
    guard let output = arguments.last("--output") else {
      throw UsageError("--output says where the vectors go")
    }
    let sequences = try sequences(arguments)
    let settings = try settings(arguments)
    let progress = ProgressLine.shared
    do throws(WordVectorError) {
      let table = try settings.learn(sequences) { done in
        progress.show("\(Int(done * 100)) % learned")
      }
      progress.clear()
      try table.write(to: output)
      Console.error(
        "\(output): \(table.names.count) vectors of \(table.dimensions), from \(sequences.count) sequences"
      )
      return 0
    } catch {
      throw UsageError(error.description)
    }
  }

  private static func isList(_ path: String) -> Bool { path.hasSuffix(".jsonl") }

  private static func settings(_ arguments: Arguments) throws(UsageError) -> SkipGram {
    var settings = SkipGram()
    settings.minimumCount = 5
    if arguments.names.allSatisfy(isList) { settings = .lists }
    settings.dimensions = try arguments.positive("--dimensions") ?? settings.dimensions
    guard settings.dimensions.isMultiple(of: 8) else {
      throw UsageError("--dimensions must be a multiple of 8")
    }
    settings.window = try arguments.positive("--window") ?? settings.window
    settings.negatives = try arguments.positive("--negatives") ?? settings.negatives
    settings.minimumCount = try arguments.positive("--minimum-count") ?? settings.minimumCount
    settings.epochs = try arguments.positive("--epochs")
    settings.seed = try arguments.positive("--seed").map { UInt64($0) } ?? settings.seed
    return settings
  }

  private static func sequences(_ arguments: Arguments) throws(UsageError) -> ItemSequences {
    guard !arguments.names.isEmpty else { throw UsageError("train embeddings needs a FILE") }
    let tokenizer = try tokenizer(arguments)
    var sequences = ItemSequences()
    let progress = ProgressLine.shared
    for path in arguments.names {
      let text = try Input.read(path).bytes
      if isList(path) {
        do throws(WordVectorError) {
          try sequences.append(listsOf: text)
        } catch {
          throw UsageError("\(path), \(error)")
        }
      } else if let tokenizer {
        sequences.append(tokensOf: text.span, tokenizer)
      } else {
        sequences.append(wordsOf: text.span)
      }
      progress.show("\(sequences.count) sequences read")
    }
    progress.clear()
    return sequences
  }

  private static func tokenizer(_ arguments: Arguments) throws(UsageError) -> Tokenizer? {
    let library = Library.builtIn
    var configuration = Configuration()
    try library.addTokenizers(arguments.all("--tokenizer-file"), to: &configuration)
    let files = arguments.all("--tokenizer-file")
    guard
      let name = arguments.last("--tokenizer") ?? (files.isEmpty ? nil : configuration.tokenizer)
    else { return nil }
    guard let tokenizer = library.tokenizers.first(where: { $0.name == name }) else {
      throw UsageError("there is no tokenizer \"\(name)\"")
    }
    return tokenizer
  }
}
