package import Tokenizers

/// A text carried from one vocabulary to another, and what it lost on the way.
///
/// Ids are never mapped to ids. A number means another piece of text in every vocabulary, one
/// token's text is seldom one token elsewhere, and where the merges fall depends on the text around:
/// so the text itself is the only bridge, decoded with the source and encoded with the target.
package struct Translation: Sendable {
  /// The text between the two, in UTF-8.
  package private(set) var text: [UInt8]

  /// The ids in the source's vocabulary; nil if text came in and no source was named.
  package private(set) var sourceIDs: [TokenID]?

  /// The ids in the target's vocabulary.
  package private(set) var targetIDs: [TokenID]

  /// What the target's ids spell, special tokens included.
  package private(set) var roundTrip: [UInt8]

  /// What the source's ids would spell if they were read in the target's vocabulary.
  ///
  /// Ids that the target has not read `[no token 60000]`.
  package private(set) var naive: [UInt8]?

  /// All that was lost, in the order of the text.
  package private(set) var losses: [Loss]

  /// Whether nothing was lost.
  package var isLossless: Bool { losses.isEmpty }

  /// Translates ids.
  ///
  /// - Parameters:
  ///   - ids: Tokens of the source, special ones included.
  ///   - source: The vocabulary of the ids.
  ///   - target: The vocabulary to translate to.
  ///   - addSpecialTokens: Whether to add what the target's own template adds.
  /// - Throws: ``TokenizerError/invalidTokenID(id:at:)``.
  package init(
    of ids: [TokenID], from source: Tokenizer, to target: Tokenizer, addSpecialTokens: Bool = false
  ) throws(TokenizerError) {
    self.init(try SourceText(ids, source), to: target, addSpecialTokens: addSpecialTokens)
    sourceIDs = ids
    naive = target.decodeNaively(ids)
  }

  /// Translates text.
  ///
  /// - Parameters:
  ///   - text: Any bytes; what is no UTF-8 is a loss.
  ///   - source: The vocabulary to compare with, if any.
  ///   - target: The vocabulary to translate to.
  ///   - addSpecialTokens: Whether to add what each tokenizer's own template adds.
  package init(
    of text: [UInt8], from source: Tokenizer? = nil, to target: Tokenizer,
    addSpecialTokens: Bool = false
  ) {
    self.init(SourceText(text), to: target, addSpecialTokens: addSpecialTokens)
    guard let source else { return }
    let ids = source.encode(text.span, addSpecialTokens: addSpecialTokens)
    sourceIDs = ids
    naive = target.decodeNaively(ids)
  }

  private init(_ source: SourceText, to target: Tokenizer, addSpecialTokens: Bool) {
    text = source.bytes
    let carried = CarriedText(source, by: target)
    // The template stands around the text and is no part of it: losses are sought without it.
    targetIDs =
      addSpecialTokens ? target.addingTemplate(to: carried.encoding.ids) : carried.encoding.ids
    roundTrip = target.decodeNaively(targetIDs)
    losses = (source.splitCharacters + carried.losses).sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }
}
