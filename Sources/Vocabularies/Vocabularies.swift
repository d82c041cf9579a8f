import CVocabularies
package import Tokenizers

extension Tokenizer {
  /// GPT-2's tokenizer, also known as r50k.
  package static let gpt2 = Tokenizer(
    name: "gpt2", bytePairs: unsafe embedded(cv_gpt2()), pretokenizer: .gpt2)

  private static func embedded(_ vocabulary: cv_vocabulary) -> PackedVocabulary {
    unsafe PackedVocabulary(
      embedded: UnsafeRawBufferPointer(start: vocabulary.bytes, count: vocabulary.count))
  }
}

/// The tokenizers inside the executable.
package enum Vocabularies {
  /// All of them, in the order in which they are listed to users.
  package static var all: [Tokenizer] { [.gpt2] }

  /// Finds a tokenizer by the name that requests use.
  package static func named(_ name: String) -> Tokenizer? {
    switch name {
    case "gpt2": .gpt2
    default: nil
    }
  }
}
