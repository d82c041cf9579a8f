import TokenizerFiles
import TokenizerTraining
import Tokenizers

extension Command {
  static let trainTokenizer = Command(
    name: "train tokenizer", summary: "learns a vocabulary from texts",
    operands: Operands("FILE …", .files),
    options: [
      Option("--output", "FILE", "where it goes: .json (Hugging Face), .tiktoken or .txt", .files),
      Option(
        "--kind", "KIND", "\"bpe\" (default), byte pairs, or \"wordpiece\"",
        .oneOf(["bpe", "wordpiece"])),
      Option("--size", "N", "tokens in all (default 32000)"),
      Option(
        "--pattern", "NAME", "how byte pairs cut text into pieces (default gpt2)",
        .oneOf(NamedPattern.names)),
      Option("--min-frequency", "N", "leave pairs apart that occur less often (default 2)"),
      Option("--special", "TEXT", "a special token", repeats: true),
    ],
    examples: [
      "promptls train tokenizer --size 8000 --output tokenizer.json text.txt"
    ]
  ) { (arguments) throws(UsageError) in
    try TrainTokenizerCommand(arguments).run()
  }
}

/// Reads texts, learns a vocabulary and writes it.
private struct TrainTokenizerCommand {
  /// What templates and unknown words need.
  private static let wordPieceSpecials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  let arguments: Arguments
  let output: String
  let size: Int
  let minimumCount: Int
  /// `.bert` for word pieces.
  let pretokenizer: Pretokenizer
  let special: [String]

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    guard let output = arguments.last("--output") else {
      throw UsageError("--output says where the vocabulary goes")
    }
    self.output = output
    size = try arguments.positive("--size") ?? 32000
    minimumCount = try arguments.positive("--min-frequency") ?? 2
    pretokenizer = try Self.pretokenizer(arguments)
    let own = arguments.all("--special")
    let usual = pretokenizer == .bert ? Self.wordPieceSpecials : []
    special = usual + own.filter { !usual.contains($0) }
    guard special.allSatisfy({ $0.utf8.count > 1 }), Set(special).count == special.count else {
      throw UsageError("--special needs different texts of two bytes or more")
    }
  }

  private static func pretokenizer(_ arguments: Arguments) throws(UsageError) -> Pretokenizer {
    if arguments.last("--kind") == "wordpiece" {
      guard arguments.last("--pattern") == nil else {
        throw UsageError("word pieces are cut as by bert-base-uncased; --pattern is for byte pairs")
      }
      return .bert
    }
    return arguments.last("--pattern").flatMap(NamedPattern.named) ?? .gpt2
  }

  func run() throws(UsageError) -> Int32 {
    // What cannot be written is said before the work is done.
    _ = try write(
      TokenizerListing(
        tokens: [], merges: [], pretokenizer: pretokenizer,
        specialTokens: special.map { SpecialToken(text: $0, id: 0) }))
    let trainer = try read()
    let progress = ProgressLine.shared
    let learned: LearnedVocabulary
    do throws(TokenizerTrainingError) {
      learned = try trainer.learn(size: size, minimumCount: minimumCount) { count in
        if count.isMultiple(of: 64) { progress.show("\(count) of \(size) tokens") }
      }
    } catch {
      throw UsageError(error.description)
    }
    progress.clear()
    let file = try write(
      TokenizerListing(
        tokens: learned.tokens,
        merges: learned.merges.map { (left: Int($0.left), right: Int($0.right)) },
        pretokenizer: pretokenizer, specialTokens: learned.specialTokens))
    try Output.write(file, to: output)
    Console.error(
      "\(output): \(learned.tokens.count) tokens, \(learned.merges.count) merges, "
        + "from \(trainer.pieceCount) different pieces")
    return 0
  }

  private func read() throws(UsageError) -> VocabularyTrainer {
    guard !arguments.names.isEmpty else { throw UsageError("train tokenizer needs a FILE") }
    var trainer = VocabularyTrainer(
      pretokenizer == .bert ? .wordPieces : .bytePairs(pretokenizer), specialTokens: special)
    var unreadable: [String] = []
    let paths = Input.paths(arguments.names) { unreadable.append($0) }
    if let first = unreadable.first { throw UsageError(first) }
    let progress = ProgressLine.shared
    for path in paths {
      let text = try Input.read(path).bytes
      trainer.read(text.span) { count in
        progress.show("\(count) pieces read")
      }
    }
    progress.clear()
    return trainer
  }

  private func write(_ listing: TokenizerListing) throws(UsageError) -> [UInt8] {
    do throws(TokenizerFileError) {
      return try listing.file(named: output)
    } catch {
      throw UsageError("\(output): \(error)")
    }
  }
}
