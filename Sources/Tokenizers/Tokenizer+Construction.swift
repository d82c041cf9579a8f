extension Tokenizer {
  /// Makes a byte-pair tokenizer of tokens and merges, as Hugging Face and GGUF files list them.
  ///
  /// - Parameters:
  ///   - name: The name that requests will use.
  ///   - tokens: The bytes of each id; empty for ids that are no text.
  ///   - merges: Pairs of tokens, the one that merges first first.
  ///   - pretokenizer: How text is cut before it is encoded.
  ///   - specialTokens: Tokens that stand for signals; what `tokens` says of their ids is ignored.
  ///   - wholePieceFirst: Whether a piece that is a token is that token whatever the merges say
  ///     (`ignore_merges`, as Llama 3 has it).
  ///   - extras: What else the file says.
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` for a merge of, or into, an unknown
  ///   token and for what cannot be packed.
  /// - Complexity: O(*n*); about 0.2 s for 50,000 tokens.
  package init(
    name: String, tokens: [[UInt8]], merges: some Sequence<(left: [UInt8], right: [UInt8])>,
    pretokenizer: Pretokenizer, specialTokens: [SpecialToken], wholePieceFirst: Bool = false,
    extras: TokenizerExtras = TokenizerExtras()
  ) throws(TokenizerError) {
    var pairs = TokenTexts(capacity: 2 * merges.underestimatedCount)
    for merge in merges {
      pairs.append(merge.left)
      pairs.append(merge.right)
    }
    try self.init(
      name: name, tokens: TokenTexts(tokens), pairs: pairs, pretokenizer: pretokenizer,
      specialTokens: specialTokens, wholePieceFirst: wholePieceFirst, extras: extras)
  }

  /// Makes a byte-pair tokenizer of tokens and merges whose texts lie close together, in a fraction of
  /// the memory: see the other of this kind for the rest.
  package init(
    name: String, tokens: consuming TokenTexts, pairs: consuming TokenTexts,
    pretokenizer: Pretokenizer, specialTokens: [SpecialToken], wholePieceFirst: Bool = false,
    extras: TokenizerExtras = TokenizerExtras()
  ) throws(TokenizerError) {
    for special in specialTokens where special.id < tokens.count { tokens.clear(Int(special.id)) }
    let merges = try Self.merges(pairs, of: tokens)
    // What is not needed any more is gone before the largest part is made.
    pairs = TokenTexts()
    let writer = PackedVocabularyWriter(
      tokens: tokens, merges: merges, wholePieceFirst: wholePieceFirst,
      specialTokens: specialTokens)
    self.init(
      name: name, bytePairs: try writer.packed(), pretokenizer: pretokenizer, extras: extras)
  }

  private static func merges(
    _ pairs: consuming TokenTexts, of tokens: TokenTexts
  ) throws(TokenizerError) -> [PackedVocabularyWriter.Merge] {
    guard !pairs.isTooLong else {
      throw .invalidVocabulary(reason: "its merges have more than a gigabyte")
    }
    var index = TokenTextIndex(capacity: tokens.count)
    for id in 0..<tokens.count where tokens.length(id) > 0 { _ = index.add(id, of: tokens) }
    var merges: [PackedVocabularyWriter.Merge] = []
    merges.reserveCapacity(pairs.count / 2)
    for pair in stride(from: 0, to: pairs.count - 1, by: 2) {
      guard let left = index.number(of: pairs[pair], in: tokens),
        let right = index.number(of: pairs[pair + 1], in: tokens),
        let merged = index.number(of: pairs.pair(pair), in: tokens)
      else {
        throw .invalidVocabulary(reason: "merge \(pair / 2) names a token that is not listed")
      }
      merges.append(
        PackedVocabularyWriter.Merge(
          left: TokenID(left), right: TokenID(right), merged: TokenID(merged)))
    }
    return merges
  }

  /// Makes a byte-pair tokenizer of tokens whose ids are also their ranks, as `.tiktoken` files
  /// list them.
  ///
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` for what cannot be packed.
  package init(
    name: String, ranks tokens: TokenTexts, pretokenizer: Pretokenizer,
    specialTokens: [SpecialToken], extras: TokenizerExtras = TokenizerExtras()
  ) throws(TokenizerError) {
    var bytes = Set<UInt8>()
    for id in 0..<tokens.count where tokens.length(id) == 1 { bytes.formUnion(tokens[id]) }
    guard bytes.count == 256 else {
      throw .invalidVocabulary(reason: "only \(bytes.count) of the 256 bytes are tokens")
    }
    let writer = PackedVocabularyWriter(ranks: tokens, specialTokens: specialTokens)
    self.init(
      name: name, bytePairs: try writer.packed(), pretokenizer: pretokenizer, extras: extras)
  }

  /// Makes a word-piece tokenizer with the normalization of bert-base-uncased.
  ///
  /// - Parameters:
  ///   - name: The name that requests will use.
  ///   - tokens: The text of each id; what begins with `##` continues a word.
  ///   - specialTokens: The texts of those that stand for signals.
  ///   - extras: What else the file says.
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` when there is no `[UNK]` and for what
  ///   cannot be packed.
  package init(
    name: String, wordPieces tokens: TokenTexts, specialTokens: [String],
    extras: TokenizerExtras = TokenizerExtras()
  ) throws(TokenizerError) {
    let writer = PackedVocabularyWriter(wordPieces: tokens, specialTokens: specialTokens)
    let packed = try writer.packed()
    guard let tokenizer = Tokenizer(name: name, wordPieces: packed, extras: extras) else {
      throw .invalidVocabulary(reason: "there is no [UNK]")
    }
    self = tokenizer
  }
}
