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
      case .bytePair(let vocabulary): vocabulary.storage
      case .wordPiece(let vocabulary): vocabulary.storage
      }
    }

    /// What is put around a text where no file says otherwise.
    var template: TokenTemplate {
      guard case .wordPiece(let vocabulary) = self else { return TokenTemplate() }
      return TokenTemplate(
        opening: vocabulary.opening.map { [$0] } ?? [],
        closing: vocabulary.closing.map { [$0] } ?? [])
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
    /// Of the tokens that are found even where special tokens are read as text.
    let alwaysFinder: SpecialTokenFinder
    let path: GeneralPath?
    let template: TokenTemplate
    let rules: [TokenID: AddedTokenRules]

    init(
      name: String, pretokenizer: Pretokenizer, model: Model,
      extras: TokenizerExtras = TokenizerExtras()
    ) {
      self.name = name
      self.pretokenizer = pretokenizer
      self.model = model
      let specialTokens = model.packed.specialTokens
      self.specialTokens = specialTokens
      path = extras.path
      template = extras.template ?? model.template
      rules = extras.rules
      alwaysFinder = SpecialTokenFinder(
        specialTokens.filter { extras.rules[$0.id]?.contains(.always) ?? false },
        rules: extras.rules)
      specialIDs = Dictionary(
        specialTokens.map { ($0.id, Array($0.text.utf8)) }, uniquingKeysWith: { first, _ in first })
      finder = SpecialTokenFinder(specialTokens, rules: extras.rules)
    }
  }

  let storage: Storage

  /// Makes a byte-pair tokenizer of a packed vocabulary.
  package init(
    name: String, bytePairs packed: PackedVocabulary, pretokenizer: Pretokenizer,
    extras: TokenizerExtras = TokenizerExtras()
  ) {
    storage = Storage(
      name: name, pretokenizer: pretokenizer, model: .bytePair(BytePairVocabulary(packed)),
      extras: extras)
  }

  /// Makes a word-piece tokenizer of a packed vocabulary, with BERT's
  /// normalization.
  ///
  /// - Returns: nil when the vocabulary has no `[UNK]`.
  package init?(
    name: String, wordPieces packed: PackedVocabulary,
    extras: TokenizerExtras = TokenizerExtras()
  ) {
    guard let vocabulary = WordPieceVocabulary(packed, isCased: extras.isCased) else { return nil }
    storage = Storage(
      name: name, pretokenizer: .bert, model: .wordPiece(vocabulary), extras: extras)
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
  package var vocabularySize: Int { storage.model.packed.tables.vocabularySize }

  /// Whether decoding gives back every text byte for byte.
  package var isLossless: Bool {
    kind == .bytePair && storage.path?.isLossless ?? true
      && storage.rules.values.allSatisfy {
        $0.isDisjoint(with: [.takesSpaceBefore, .takesSpaceAfter])
      }
  }

  /// What goes around a text on demand.
  package var template: TokenTemplate { storage.template }

  /// Whether text is cut on the general path, which is slower than the hand-written pretokenizers.
  package var isSlower: Bool { pretokenizer == .general }

  /// Whether the tokenizer cuts at every place where the hand-written pretokenizers do, whatever
  /// stands around: see `FirmBoundary` of the module Documents.
  package var cutsAtFirmBoundaries: Bool {
    guard pretokenizer != .general, storage.alwaysFinder.isEmpty else { return false }
    return storage.path?.normalization.allSatisfy { $0 == .canonical(composes: true) } ?? true
  }

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
