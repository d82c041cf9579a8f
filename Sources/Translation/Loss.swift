/// Something of a text that a translation does not carry over, and where it stood.
package struct Loss: Sendable, Equatable {
  /// What was lost.
  package var kind: Kind

  /// The bytes of the text that are affected; empty where something is put in.
  package var range: Range<Int>

  /// What stood there.
  package var before: [UInt8]

  /// What stands there after the round trip.
  package var after: [UInt8]

  /// Creates a loss.
  package init(kind: Kind, range: Range<Int>, before: [UInt8], after: [UInt8]) {
    self.kind = kind
    self.range = range
    self.before = before
    self.after = after
  }

  /// What can be lost.
  package enum Kind: String, Sendable, CaseIterable {
    /// A capital letter became a small one.
    case letterCase = "case"

    /// White space was changed, dropped or put in.
    case whitespace

    /// An accent or another mark was dropped.
    case accent

    /// An invisible character (of category C) was dropped.
    case controlCharacter = "control-character"

    /// A word that the vocabulary cannot spell became the unknown token.
    case unknownWord = "unknown-word"

    /// A signal to the model became the mere characters that people write for it.
    case specialToken = "special-token"

    /// A character was replaced by another form of the same.
    case unnormalizedForm = "unnormalized-form"

    /// Ids or bytes held a part of a character, which text cannot carry.
    case splitCharacter = "split-character"

    /// Whether the loss is in reading the source, before the target's tokenizer sees the text.
    var isInReading: Bool { self == .specialToken || self == .splitCharacter }
  }
}

extension [Loss] {
  /// Makes the changes to a text that the losses tell of.
  ///
  /// This is what holds the list to the truth: the result is the round trip.
  ///
  /// - Precondition: The losses are in the order of their ranges, which do not overlap, save that
  ///   two of one range say the same.
  func applied(to text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var end = 0
    var last: Range<Int>?
    for loss in self where !loss.kind.isInReading && loss.range != last {
      result += text[end..<Swift.max(end, loss.range.lowerBound)]
      result += loss.after
      end = loss.range.upperBound
      last = loss.range
    }
    return result + text[end...]
  }
}
