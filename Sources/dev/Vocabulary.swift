import Digests
import Foundation
import Healing
import Tokenizers

/// `dev vocabulary RAW UNICODE`: writes the packed vocabularies and the character classes.
///
/// RAW is a folder with the raw vocabulary files, UNICODE one with the dumped classes. The output
/// depends on nothing else, so that running it again changes nothing.
enum VocabularyCommand {
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 2 else {
      throw GeneratorError(message: "usage: dev vocabulary <raw vocabularies> <unicode classes>")
    }
    let raw = URL(filePath: arguments[0], directoryHint: .isDirectory)
    let unicode = URL(filePath: arguments[1], directoryHint: .isDirectory)
    let classes = try Data(contentsOf: unicode.appending(path: "tiktoken_classes.json"))
    try write(
      Data(ClassTablesGenerator(json: classes).source().utf8),
      to: "Sources/UnicodeTables/Generated/ClassTables.swift")
    let bert = try Data(contentsOf: unicode.appending(path: "bert_fast_0.23.3.json"))
    try write(
      Data(BERTTablesGenerator(json: bert).source().utf8),
      to: "Sources/UnicodeTables/Generated/BERTTables.swift")
    for vocabulary in vocabularies {
      try write(
        Data(vocabulary.packed(from: raw)),
        to: "Sources/CVocabularies/packed/\(vocabulary.entry.name).bin")
    }
    let embedded = EmbeddedVocabularies(vocabularies.map(\.entry))
    try write(
      Data(embedded.cSource.utf8), to: "Sources/CVocabularies/packed/vocabularies.inc")
    try write(
      Data(embedded.swiftSource.utf8), to: "Sources/Vocabularies/Generated/Table.swift")
  }

  private static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(filePath: path))
    print(path, data.count, "bytes")
  }
}

/// The table of the vocabularies inside the executable, in the order in which users see them.
private let vocabularies: [any EmbeddedVocabulary] = [
  // The first 50,256 lines of p50k_base are r50k_base, which are GPT-2's merges.
  RankVocabulary(
    entry: .init(
      name: "gpt2", constant: "gpt2", summary: "GPT-2's tokenizer, also known as r50k.",
      pretokenizer: "gpt2"),
    file: "p50k_base.tiktoken",
    sha256: "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069", limit: 50256,
    specialTokens: [SpecialToken(text: "<|endoftext|>", id: 50256)]),
  RankVocabulary(
    entry: .init(
      name: "cl100k_base", constant: "cl100k", summary: "The tokenizer of GPT-3.5 and GPT-4.",
      pretokenizer: "cl100k"),
    file: "cl100k_base.tiktoken",
    sha256: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    specialTokens: [
      SpecialToken(text: "<|endoftext|>", id: 100257),
      SpecialToken(text: "<|fim_prefix|>", id: 100258),
      SpecialToken(text: "<|fim_middle|>", id: 100259),
      SpecialToken(text: "<|fim_suffix|>", id: 100260),
      SpecialToken(text: "<|endofprompt|>", id: 100276),
    ]),
  RankVocabulary(
    entry: .init(
      name: "o200k_base", constant: "o200k", summary: "The tokenizer of GPT-4o and later.",
      pretokenizer: "o200k"),
    file: "o200k_base.tiktoken",
    sha256: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    specialTokens: [
      SpecialToken(text: "<|endoftext|>", id: 199999),
      SpecialToken(text: "<|endofprompt|>", id: 200018),
    ]),
  WordPieceVocabulary(
    entry: .init(
      name: "bert-base-uncased", constant: "bertBaseUncased",
      summary: "The tokenizer of bert-base-uncased.", pretokenizer: nil),
    file: "bert-base-uncased.vocab.txt",
    sha256: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    specialTokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]),
  RankVocabulary(
    entry: .init(
      name: "p50k_base", constant: "p50k",
      summary: "The tokenizer of Codex: GPT-2's with 24 tokens more, for runs of spaces.",
      pretokenizer: "gpt2"),
    file: "p50k_base.tiktoken",
    sha256: "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
    specialTokens: [SpecialToken(text: "<|endoftext|>", id: 50256)]),
]

/// A vocabulary that is packed from a raw file.
private protocol EmbeddedVocabulary: Sendable {
  var entry: EmbeddedVocabularies.Entry { get }
  func packed(from folder: URL) throws -> [UInt8]
}

/// A vocabulary that OpenAI publishes as a list of ranks.
private struct RankVocabulary: EmbeddedVocabulary {
  let entry: EmbeddedVocabularies.Entry
  let file: String
  /// SHA-256 of the raw file, as tiktoken 0.14.0 expects it.
  let sha256: String
  /// How many of the ranks to take; nil for all.
  var limit: Int?
  let specialTokens: [SpecialToken]

  func packed(from folder: URL) throws -> [UInt8] {
    let data = try checked(folder.appending(path: file), sha256: sha256)
    var tokens: [[UInt8]] = []
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let bytes = Data(base64Encoded: String(parts[0])),
        let rank = Int(parts[1])
      else { throw GeneratorError(message: "\(file): \(line)") }
      if let limit, rank >= limit { continue }
      while tokens.count <= rank { tokens.append([]) }
      tokens[rank] = Array(bytes)
    }
    var writer = PackedVocabularyWriter(ranks: TokenTexts(tokens), specialTokens: specialTokens)
    writer.halves = try halves(of: writer)
    return try writer.image()
  }
}

/// How the tokens of a vocabulary are put together, which takes longer to find than to read.
private func halves(
  of writer: PackedVocabularyWriter
) throws -> [(left: TokenID, right: TokenID)?] {
  let vocabulary = BytePairVocabulary(try writer.packed())
  let derivations = VocabularyIndex(vocabulary).derivations
  return (0..<TokenID(vocabulary.size)).map(derivations.halves)
}

/// A vocabulary of word pieces, one token a line.
private struct WordPieceVocabulary: EmbeddedVocabulary {
  let entry: EmbeddedVocabularies.Entry
  let file: String
  /// SHA-256 of the raw file, as public repositories pin it.
  let sha256: String
  let specialTokens: [String]

  func packed(from folder: URL) throws -> [UInt8] {
    let data = try checked(folder.appending(path: file), sha256: sha256)
    let lines = data.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    return try PackedVocabularyWriter(
      wordPieces: TokenTexts(lines), specialTokens: specialTokens
    ).image()
  }
}

/// Reads a raw file and makes sure that it is the one that is meant.
private func checked(_ file: URL, sha256: String) throws -> Data {
  let data = try Data(contentsOf: file)
  let digest = SHA256.hexadecimal(Array(data))
  guard digest == sha256 else {
    throw GeneratorError(
      message: "\(file.lastPathComponent) has sha256 \(digest), not \(sha256)")
  }
  return data
}
