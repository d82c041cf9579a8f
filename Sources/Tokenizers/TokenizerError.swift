/// What can be wrong with tokens or with the description of a tokenizer.
package enum TokenizerError: Error, Equatable, Sendable {
  /// An id that the vocabulary does not have, and its place in the list that was to be decoded.
  case invalidTokenID(id: TokenID, at: Int)
  /// A vocabulary that cannot be used, and why.
  case invalidVocabulary(reason: String)
  /// A regular expression that cannot be used, why, and at which of its characters that shows.
  case unsupportedPattern(reason: String, character: Int)
}

extension TokenizerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidTokenID(let id, let index): "no token has the id \(id) (at index \(index))"
    case .invalidVocabulary(let reason): "the vocabulary cannot be used: \(reason)"
    case .unsupportedPattern(let reason, let character):
      "the pattern has \(reason), which is not supported (at character \(character))"
    }
  }
}
