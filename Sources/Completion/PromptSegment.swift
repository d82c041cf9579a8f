package import Tokenizers

/// A stretch of a prompt.
package enum PromptSegment: Equatable, Sendable {
  /// Bytes that are encoded.
  case text([UInt8])
  /// A special token: a wall that no token crosses.
  case special(TokenID)
  /// Bytes that are encoded by themselves: what some other vocabulary has a special token for.
  case wall([UInt8])
}
