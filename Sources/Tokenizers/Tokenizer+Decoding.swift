extension Tokenizer {
  /// Gives the bytes that tokens spell.
  ///
  /// The bytes need not be UTF-8: a token may hold a part of a character. Word pieces are joined as
  /// people write: no space before `##`, nor before most punctuation.
  ///
  /// - Parameters:
  ///   - ids: Tokens, special ones included.
  ///   - skipSpecialTokens: Whether to leave special tokens out.
  /// - Returns: The bytes of the tokens, one after the other.
  /// - Throws: ``TokenizerError/invalidTokenID(id:at:)`` for the first id that the vocabulary lacks.
  package func decode(_ ids: [TokenID], skipSpecialTokens: Bool = false) throws(TokenizerError)
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ids.count * 4)
    var spelling = WordPieceSpelling()
    for (index, id) in ids.enumerated() {
      let special = storage.specialIDs[id]
      if special != nil, skipSpecialTokens, storage.rules[id]?.contains(.always) != true {
        continue
      }
      switch storage.model {
      case .bytePair(let vocabulary):
        if let special {
          bytes += special
        } else {
          guard vocabulary.length(of: id) > 0 else { throw .invalidTokenID(id: id, at: index) }
          vocabulary.append(bytesOf: id, to: &bytes)
        }
      case .wordPiece:
        guard let token = special ?? self.bytes(of: id) else {
          throw .invalidTokenID(id: id, at: index)
        }
        bytes += spelling.append(token)
      }
    }
    return bytes
  }

  /// The bytes of one token, `##` included; of a special token its text; nil for an id that the vocabulary lacks.
  package func bytes(of id: TokenID) -> [UInt8]? {
    if let text = storage.specialIDs[id] { return text }
    let packed = storage.model.packed.tables
    let (start, count) = packed.extent(of: id)
    guard count > 0 else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: packed.blob + start, count: count))
  }
}
