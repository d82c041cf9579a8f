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
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` for a merge of, or into, an unknown
  ///   token and for what cannot be packed.
  /// - Complexity: O(*n*); about 0.2 s for 50,000 tokens.
  package init(
    name: String, tokens: [[UInt8]], merges: [(left: [UInt8], right: [UInt8])],
    pretokenizer: Pretokenizer, specialTokens: [SpecialToken], wholePieceFirst: Bool = false
  ) throws(TokenizerError) {
    var tokens = tokens
    for special in specialTokens where special.id < tokens.count { tokens[Int(special.id)] = [] }
    var ids = [[UInt8]: TokenID](minimumCapacity: tokens.count)
    for (id, token) in tokens.enumerated() where !token.isEmpty && ids[token] == nil {
      ids[token] = TokenID(id)
    }
    var packedMerges: [PackedVocabularyWriter.Merge] = []
    packedMerges.reserveCapacity(merges.count)
    for (index, merge) in merges.enumerated() {
      guard let left = ids[merge.left], let right = ids[merge.right],
        let merged = ids[merge.left + merge.right]
      else {
        throw .invalidVocabulary(reason: "merge \(index) names a token that is not listed")
      }
      packedMerges.append(PackedVocabularyWriter.Merge(left: left, right: right, merged: merged))
    }
    let writer = PackedVocabularyWriter(
      tokens: tokens, merges: packedMerges, wholePieceFirst: wholePieceFirst,
      specialTokens: specialTokens)
    self.init(
      name: name, bytePairs: PackedVocabulary(copying: try writer.image()),
      pretokenizer: pretokenizer)
  }

  /// Makes a byte-pair tokenizer of tokens whose ids are also their ranks, as `.tiktoken` files
  /// list them.
  ///
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` for what cannot be packed.
  package init(
    name: String, ranks tokens: [[UInt8]], pretokenizer: Pretokenizer,
    specialTokens: [SpecialToken]
  ) throws(TokenizerError) {
    var bytes = Set<UInt8>()
    for token in tokens where token.count == 1 { bytes.insert(token[0]) }
    guard bytes.count == 256 else {
      throw .invalidVocabulary(reason: "only \(bytes.count) of the 256 bytes are tokens")
    }
    let writer = PackedVocabularyWriter(ranks: tokens, specialTokens: specialTokens)
    self.init(
      name: name, bytePairs: PackedVocabulary(copying: try writer.image()),
      pretokenizer: pretokenizer)
  }

  /// Makes a word-piece tokenizer with the normalization of bert-base-uncased.
  ///
  /// - Parameters:
  ///   - name: The name that requests will use.
  ///   - tokens: The text of each id; what begins with `##` continues a word.
  ///   - specialTokens: The texts of those that stand for signals.
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` when there is no `[UNK]` and for what
  ///   cannot be packed.
  package init(
    name: String, uncasedWordPieces tokens: [[UInt8]], specialTokens: [String]
  ) throws(TokenizerError) {
    let writer = PackedVocabularyWriter(wordPieces: tokens, specialTokens: specialTokens)
    let packed = PackedVocabulary(copying: try writer.image())
    guard let tokenizer = Tokenizer(name: name, uncasedWordPieces: packed) else {
      throw .invalidVocabulary(reason: "there is no [UNK]")
    }
    self = tokenizer
  }

  /// Makes the tokenizer inside a GGUF file of the model `gpt2`.
  ///
  /// - Parameters:
  ///   - name: The name that requests will use.
  ///   - ggufTokens: `tokenizer.ggml.tokens`, UTF-8 in the alphabet of ``ByteLevelAlphabet``.
  ///   - types: `tokenizer.ggml.token_type`; may be empty. Control (3), user-defined (4) and unknown
  ///     (2) tokens become special tokens.
  ///   - merges: `tokenizer.ggml.merges`, two tokens with a space between them.
  ///   - pretokenizerName: `tokenizer.ggml.pre`.
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)``.
  package init(
    name: String, ggufTokens: [[UInt8]], types: [Int32], merges: [[UInt8]],
    pretokenizerName: String
  ) throws(TokenizerError) {
    guard let pretokenizer = Pretokenizer(ggufName: pretokenizerName) else {
      throw .invalidVocabulary(
        reason: "the pretokenizer \"\(pretokenizerName)\" is not supported")
    }
    guard types.isEmpty || types.count == ggufTokens.count else {
      throw .invalidVocabulary(
        reason: "\(ggufTokens.count) tokens have \(types.count) types")
    }
    var tokens: [[UInt8]] = []
    var specialTokens: [SpecialToken] = []
    tokens.reserveCapacity(ggufTokens.count)
    for (id, text) in ggufTokens.enumerated() {
      let type = types.isEmpty ? 1 : types[id]
      if type == 1 || type == 6, let bytes = ByteLevelAlphabet.decode(text) {
        tokens.append(bytes)
      } else {
        tokens.append([])
        guard type != 5, !text.isEmpty else { continue }
        specialTokens.append(
          SpecialToken(text: String(decoding: text, as: UTF8.self), id: TokenID(id)))
      }
    }
    var pairs: [(left: [UInt8], right: [UInt8])] = []
    pairs.reserveCapacity(merges.count)
    for (index, merge) in merges.enumerated() {
      // A space of the text is written as another character, so that this one is unique.
      let parts = merge.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      guard parts.count == 2, let left = ByteLevelAlphabet.decode(Array(parts[0])),
        let right = ByteLevelAlphabet.decode(Array(parts[1]))
      else { throw .invalidVocabulary(reason: "merge \(index) is not a pair of tokens") }
      pairs.append((left, right))
    }
    try self.init(
      name: name, tokens: tokens, merges: pairs, pretokenizer: pretokenizer,
      specialTokens: specialTokens, wholePieceFirst: pretokenizer == .llama3)
  }
}
