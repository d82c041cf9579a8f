package import Tokenizers

extension Healer {
  /// The tokens that agree with bytes still to be spelled: those that the bytes begin with, and those
  /// that begin with the bytes.
  ///
  /// - Returns: Shorter ones first, then in the order of their bytes.
  /// - Complexity: O(length of the longest token + tokens returned).
  package func tokens(compatibleWith bytes: ArraySlice<UInt8>) -> [TokenID] {
    var tokens: [TokenID] = []
    var prefix = index.everything
    for byte in bytes {
      if let token = index.token(of: prefix) { tokens.append(token) }
      index.narrow(&prefix, by: byte)
      if prefix.range.isEmpty { return tokens }
    }
    return tokens + index.order[prefix.range]
  }

  /// The bytes of a token; empty for special ones.
  package func bytes(of token: TokenID) -> ArraySlice<UInt8> { index.bytes(of: token) }
}
