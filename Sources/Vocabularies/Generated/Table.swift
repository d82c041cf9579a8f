// Written by `dev vocabulary`; do not edit.

package import Tokenizers

extension Tokenizer {
  /// GPT-2's tokenizer, also known as r50k.
  package static let gpt2 = embedded("gpt2", pretokenizer: .gpt2)

  /// The tokenizer of GPT-3.5 and GPT-4.
  package static let cl100k = embedded("cl100k_base", pretokenizer: .cl100k)

  /// The tokenizer of GPT-4o and later.
  package static let o200k = embedded("o200k_base", pretokenizer: .o200k)

  /// The tokenizer of bert-base-uncased.
  package static let bertBaseUncased = embedded(wordPieces: "bert-base-uncased")

  /// The tokenizer of Codex: GPT-2's with 24 tokens more, for runs of spaces.
  package static let p50k = embedded("p50k_base", pretokenizer: .gpt2)
}

extension Vocabularies {
  // Closures, since the header of a vocabulary is read with its first use.
  static let table: [(name: String, tokenizer: @Sendable () -> Tokenizer)] = [
    ("gpt2", { .gpt2 }),
    ("cl100k_base", { .cl100k }),
    ("o200k_base", { .o200k }),
    ("bert-base-uncased", { .bertBaseUncased }),
    ("p50k_base", { .p50k }),
  ]
}
