extension Tokenizer {
  /// Gives the bytes that tokens spell.
  ///
  /// The bytes need not be UTF-8: a token may hold a part of a character.
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
    for (index, id) in ids.enumerated() {
      if let text = storage.specialIDs[id] {
        if !skipSpecialTokens { bytes += text }
      } else {
        guard storage.vocabulary.length(of: id) > 0 else {
          throw .invalidTokenID(id: id, at: index)
        }
        storage.vocabulary.append(bytesOf: id, to: &bytes)
      }
    }
    return bytes
  }

  /// The bytes of one token; of a special token its text; nil for an id that the vocabulary lacks.
  package func bytes(of id: TokenID) -> [UInt8]? {
    if let text = storage.specialIDs[id] { return text }
    let bytes = storage.vocabulary.bytes(of: id)
    return bytes.isEmpty ? nil : bytes
  }
}
