/// Text that stands behind the place where something is to be filled in, and how much is done to find
/// what goes with it.
///
/// What is looked for is the middle *m* between a prompt *p* and this text *s* for which the model's
/// own probability that a text begins with *p·m·w* is greatest, *w* being as much of *s* as is weighed.
/// That probability is the sum over the covering of *p·m·w*: whatever tokens cross from the prompt into
/// the middle, from the middle into the suffix and out of what is weighed are in it, so that both seams
/// are healed. It does not depend on how the middle was found.
package struct Suffix: Equatable, Sendable {
  /// All of it.
  package var text: [UInt8]
  /// Bytes of it that are weighed at most; see ``weighed``.
  package var window = 32
  /// More than any window: what is behind need not be kept.
  package static let longestWindow = 256
  /// Ways to begin that are written on side by side; half as many after each token, down to a quarter.
  package var width = 16
  /// Tokens that a middle has at most when it is looked for.
  package var depth = 6
  /// Middles that are weighed at most.
  package var candidates = 32
  /// How far weights may be off, as a part of them.
  package var tolerance = 1e-3

  /// The text, with a search after which a wider one hardly finds better.
  package init(_ text: [UInt8]) { self.text = text }

  /// The text, with a search that is over before a person has typed on.
  package static func brief(_ text: [UInt8]) -> Suffix {
    var suffix = Suffix(text)
    (suffix.window, suffix.width, suffix.depth, suffix.candidates) = (16, 6, 4, 12)
    return suffix
  }

  /// The beginning of the text that is weighed: it ends behind a word where it can, since few tokens go
  /// on there, and never inside a character.
  package var weighed: ArraySlice<UInt8> {
    guard text.count > window else { return text[...] }
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    let words = (1...max(1, window)).last { isSpace(text[$0]) && !isSpace(text[$0 - 1]) }
    var end = words ?? window
    while end > 0 && text[end] & 0xC0 == 0x80 { end -= 1 }
    return text[..<end]
  }
}
