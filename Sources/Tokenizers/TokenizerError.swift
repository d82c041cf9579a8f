/// What can be wrong with tokens or with the description of a tokenizer.
package enum TokenizerError: Error, Equatable, Sendable {
  /// An id that the vocabulary does not have, and its place in the list that was to be decoded.
  case invalidTokenID(id: TokenID, at: Int)
  /// A vocabulary that cannot be used, and why.
  case invalidVocabulary(reason: String)
}

extension TokenizerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidTokenID(let id, let index): "no token has the id \(id) (at index \(index))"
    case .invalidVocabulary(let reason): "the vocabulary cannot be used: \(reason)"
    }
  }
}
