package import Tokenizers

/// A vocabulary that was learned from text.
package struct LearnedVocabulary: Equatable, Sendable {
  /// The tokens by id.
  ///
  /// Special ones come first, as their text, then the alphabet, then what was merged, in the order
  /// of learning. Word pieces that continue a word begin with `##`.
  package var tokens: [[UInt8]]
  /// How many of them, from the first on, are special.
  package var specialCount: Int
  /// The pairs of ids that merge, the one that merges first first.
  package var merges: [Merge]

  /// Two ids that become one token.
  package struct Merge: Hashable, Sendable {
    package var left: Int32
    package var right: Int32

    package init(left: Int32, right: Int32) {
      self.left = left
      self.right = right
    }
  }

  package init(tokens: [[UInt8]], specialCount: Int, merges: [Merge]) {
    self.tokens = tokens
    self.specialCount = specialCount
    self.merges = merges
  }

  /// The tokens that stand for signals.
  package var specialTokens: [SpecialToken] {
    tokens.prefix(specialCount).enumerated().map { id, text in
      SpecialToken(text: String(decoding: text, as: UTF8.self), id: TokenID(id))
    }
  }
}
