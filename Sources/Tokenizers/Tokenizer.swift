/// Turns text into token ids and back.
///
/// A copy costs a reference; what is behind it never changes, so that any thread may use it. Text is
/// bytes, any bytes: what is no UTF-8 is encoded byte by byte (see ``Pretokenizer``).
package struct Tokenizer: Sendable {
  /// How tokens are made.
  package enum Kind: String, Sendable {
    case bytePair = "bpe"
    case wordPiece = "wordpiece"
  }

  /// Everything a tokenizer is made of.
  final class Storage: Sendable {
    let name: String
    let kind: Kind
    let pretokenizer: Pretokenizer
    let vocabulary: BytePairVocabulary
    let specialTokens: [SpecialToken]
    let specialIDs: [TokenID: [UInt8]]
    let finder: SpecialTokenFinder

    init(name: String, pretokenizer: Pretokenizer, vocabulary: BytePairVocabulary) {
      self.name = name
      self.kind = .bytePair
      self.pretokenizer = pretokenizer
      self.vocabulary = vocabulary
      specialTokens = vocabulary.packed.specialTokens
      specialIDs = Dictionary(
        specialTokens.map { ($0.id, Array($0.text.utf8)) }, uniquingKeysWith: { first, _ in first })
      finder = SpecialTokenFinder(specialTokens)
    }
  }

  let storage: Storage

  /// Makes a byte-pair tokenizer of a packed vocabulary.
  package init(name: String, bytePairs packed: PackedVocabulary, pretokenizer: Pretokenizer) {
    storage = Storage(
      name: name, pretokenizer: pretokenizer, vocabulary: BytePairVocabulary(packed))
  }

  /// The name that requests use.
  package var name: String { storage.name }
  package var kind: Kind { storage.kind }

  /// The highest id plus one: the number of rows a model's embedding needs.
  package var vocabularySize: Int { storage.vocabulary.size }

  /// Whether decoding gives back every text byte for byte.
  package var isLossless: Bool { true }

  /// The tokens that stand for signals and not for text.
  package var specialTokens: [SpecialToken] { storage.specialTokens }

  /// How text is cut before it is encoded.
  package var pretokenizer: Pretokenizer { storage.pretokenizer }

  /// The tokens and merges; nil for other kinds.
  package var bytePair: BytePairVocabulary? { storage.vocabulary }
}

extension Tokenizer: CustomStringConvertible {
  package var description: String { name }
}
