import CVocabularies
package import Tokenizers

/// The tokenizers inside the executable.
///
/// To add one whose pretokenizer is known: a line in the table of `dev/Vocabulary.swift`, then
/// `swift run dev vocabulary`.
package enum Vocabularies {
  /// All of them, in the order in which they are listed to users.
  package static var all: [Tokenizer] { table.map { $0.tokenizer() } }

  /// Finds a tokenizer by the name that requests use.
  package static func named(_ name: String) -> Tokenizer? {
    table.first { $0.name == name }?.tokenizer()
  }
}

extension Tokenizer {
  static func embedded(_ name: String, pretokenizer: Pretokenizer) -> Tokenizer {
    Tokenizer(name: name, bytePairs: packed(name), pretokenizer: pretokenizer)
  }

  static func embedded(wordPieces name: String) -> Tokenizer {
    guard let tokenizer = Tokenizer(name: name, wordPieces: packed(name)) else {
      preconditionFailure("the vocabulary of \(name) has no [UNK]")
    }
    return tokenizer
  }

  private static func packed(_ name: String) -> PackedVocabulary {
    let vocabulary = unsafe cv_named(name)
    precondition(unsafe vocabulary.bytes != nil, "no vocabulary \(name) is embedded")
    return unsafe PackedVocabulary(
      embedded: UnsafeRawBufferPointer(start: vocabulary.bytes, count: vocabulary.count))
  }
}
