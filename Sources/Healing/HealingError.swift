/// Why the end of a prompt cannot be healed.
package enum HealingError: Error, Equatable, Sendable {
  /// The bytes are not the beginning of any UTF-8 text; `offset` is the first that cannot be.
  case notText(offset: Int)
}

extension HealingError: CustomStringConvertible {
  /// One clause for a person, without a final dot.
  package var description: String {
    switch self {
    case .notText(let offset): "the text is not UTF-8 at byte \(offset)"
    }
  }
}
