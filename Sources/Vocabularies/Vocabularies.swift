import CVocabularies
package import Tokenizers

extension Tokenizer {
  /// GPT-2's tokenizer, also known as r50k.
  package static let gpt2 = Tokenizer(
    name: "gpt2", bytePairs: embedded("gpt2"), pretokenizer: .gpt2)

  /// The tokenizer of Codex: GPT-2's with 24 tokens more, for runs of spaces.
  package static let p50k = Tokenizer(
    name: "p50k_base", bytePairs: embedded("p50k_base"), pretokenizer: .gpt2)

  /// The tokenizer of GPT-3.5 and GPT-4.
  package static let cl100k = Tokenizer(
    name: "cl100k_base", bytePairs: embedded("cl100k_base"), pretokenizer: .cl100k)

  /// The tokenizer of GPT-4o and later.
  package static let o200k = Tokenizer(
    name: "o200k_base", bytePairs: embedded("o200k_base"), pretokenizer: .o200k)

  /// The tokenizer of bert-base-uncased.
  package static let bertBaseUncased: Tokenizer = {
    let packed = embedded("bert-base-uncased")
    guard let tokenizer = Tokenizer(name: "bert-base-uncased", wordPieces: packed) else {
      preconditionFailure("the vocabulary of bert-base-uncased has no [UNK]")
    }
    return tokenizer
  }()

  private static func embedded(_ name: String) -> PackedVocabulary {
    let vocabulary = unsafe cv_named(name)
    precondition(unsafe vocabulary.bytes != nil, "no vocabulary \(name) is embedded")
    return unsafe PackedVocabulary(
      embedded: UnsafeRawBufferPointer(start: vocabulary.bytes, count: vocabulary.count))
  }
}

/// The tokenizers inside the executable.
///
/// To add one whose pretokenizer is known: a line in the table of `dev/Vocabulary.swift` (then
/// `swift run dev vocabulary`), a constant above and a line in the table here.
package enum Vocabularies {
  // Closures, since the header of a vocabulary is read with its first use.
  private static let table: [(name: String, tokenizer: @Sendable () -> Tokenizer)] = [
    ("gpt2", { .gpt2 }), ("cl100k_base", { .cl100k }), ("o200k_base", { .o200k }),
    ("bert-base-uncased", { .bertBaseUncased }), ("p50k_base", { .p50k }),
  ]

  /// All of them, in the order in which they are listed to users.
  package static var all: [Tokenizer] { table.map { $0.tokenizer() } }

  /// Finds a tokenizer by the name that requests use.
  package static func named(_ name: String) -> Tokenizer? {
    table.first { $0.name == name }?.tokenizer()
  }
}
