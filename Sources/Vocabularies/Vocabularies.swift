import CVocabularies
package import Tokenizers

extension Tokenizer {
  /// GPT-2's tokenizer, also known as r50k.
  package static let gpt2 = Tokenizer(
    name: "gpt2", bytePairs: unsafe embedded(cv_gpt2()), pretokenizer: .gpt2)

  /// The tokenizer of Codex: GPT-2's with 24 tokens more, for runs of spaces.
  package static let p50k = Tokenizer(
    name: "p50k_base", bytePairs: unsafe embedded(cv_p50k_base()), pretokenizer: .gpt2)

  /// The tokenizer of GPT-3.5 and GPT-4.
  package static let cl100k = Tokenizer(
    name: "cl100k_base", bytePairs: unsafe embedded(cv_cl100k_base()), pretokenizer: .cl100k)

  /// The tokenizer of GPT-4o and later.
  package static let o200k = Tokenizer(
    name: "o200k_base", bytePairs: unsafe embedded(cv_o200k_base()), pretokenizer: .o200k)

  /// The tokenizer of bert-base-uncased.
  package static let bertBaseUncased: Tokenizer = {
    let packed = unsafe embedded(cv_bert_base_uncased())
    guard let tokenizer = Tokenizer(name: "bert-base-uncased", wordPieces: packed) else {
      preconditionFailure("the vocabulary of bert-base-uncased has no [UNK]")
    }
    return tokenizer
  }()

  private static func embedded(_ vocabulary: cv_vocabulary) -> PackedVocabulary {
    unsafe PackedVocabulary(
      embedded: UnsafeRawBufferPointer(start: vocabulary.bytes, count: vocabulary.count))
  }
}

/// The tokenizers inside the executable.
package enum Vocabularies {
  /// All of them, in the order in which they are listed to users.
  package static var all: [Tokenizer] { [.gpt2, .cl100k, .o200k, .bertBaseUncased, .p50k] }

  /// Finds a tokenizer by the name that requests use.
  package static func named(_ name: String) -> Tokenizer? {
    // Not a search of `all`, which would read the header of every vocabulary.
    switch name {
    case "gpt2": .gpt2
    case "p50k_base": .p50k
    case "cl100k_base": .cl100k
    case "o200k_base": .o200k
    case "bert-base-uncased": .bertBaseUncased
    default: nil
    }
  }
}
