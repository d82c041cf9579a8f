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

  /// What makes tokens of pieces.
  enum Model: Sendable {
    case bytePair(BytePairVocabulary)
    case wordPiece(WordPieceVocabulary)

    var packed: PackedVocabulary {
      switch self {
      case .bytePair(let vocabulary): vocabulary.packed
      case .wordPiece(let vocabulary): vocabulary.packed
      }
    }
  }

  /// Everything a tokenizer is made of.
  final class Storage: Sendable {
    let name: String
    let pretokenizer: Pretokenizer
    let model: Model
    let specialTokens: [SpecialToken]
    let specialIDs: [TokenID: [UInt8]]
    let finder: SpecialTokenFinder

    init(name: String, pretokenizer: Pretokenizer, model: Model) {
      self.name = name
      self.pretokenizer = pretokenizer
      self.model = model
      specialTokens = model.packed.specialTokens
      specialIDs = Dictionary(
        specialTokens.map { ($0.id, Array($0.text.utf8)) }, uniquingKeysWith: { first, _ in first })
      finder = SpecialTokenFinder(specialTokens)
    }
  }

  let storage: Storage

  /// Makes a byte-pair tokenizer of a packed vocabulary.
  package init(name: String, bytePairs packed: PackedVocabulary, pretokenizer: Pretokenizer) {
    storage = Storage(
      name: name, pretokenizer: pretokenizer, model: .bytePair(BytePairVocabulary(packed)))
  }

  /// Makes a word-piece tokenizer of a packed vocabulary, with the normalization of
  /// bert-base-uncased.
  ///
  /// - Returns: nil when the vocabulary has no `[UNK]`.
  package init?(name: String, uncasedWordPieces packed: PackedVocabulary) {
    guard let vocabulary = WordPieceVocabulary(packed) else { return nil }
    storage = Storage(name: name, pretokenizer: .bert, model: .wordPiece(vocabulary))
  }

  /// The name that requests use.
  package var name: String { storage.name }
  package var kind: Kind {
    switch storage.model {
    case .bytePair: .bytePair
    case .wordPiece: .wordPiece
    }
  }

  /// The highest id plus one: the number of rows a model's embedding needs.
  package var vocabularySize: Int { storage.model.packed.vocabularySize }

  /// Whether decoding gives back every text byte for byte.
  package var isLossless: Bool { kind == .bytePair }

  /// The tokens that stand for signals and not for text.
  package var specialTokens: [SpecialToken] { storage.specialTokens }

  /// How text is cut before it is encoded.
  package var pretokenizer: Pretokenizer { storage.pretokenizer }

  /// The tokens and merges; nil for other kinds.
  package var bytePair: BytePairVocabulary? {
    guard case .bytePair(let vocabulary) = storage.model else { return nil }
    return vocabulary
  }
}

extension Tokenizer {
  /// Forgets what was learned of texts encoded so far, so that the next text counts as the first.
  package func dropCaches() {
    switch storage.model {
    case .bytePair(let vocabulary): vocabulary.workspaces.drain()
    case .wordPiece(let vocabulary): vocabulary.workspaces.drain()
    }
  }
}

extension Tokenizer: CustomStringConvertible {
  package var description: String { name }
}
