/// Where what a person takes for one character ends.
///
/// Source: UAX 29, section 3.1.1, extended grapheme clusters (rules GB3 to GB999).
package enum GraphemeBreak {
  /// What the rules tell apart; the raw values are those of the table.
  enum Class: UInt8 {
    case other = 0
    case control, linker, joiner, extend, spacingMark, prepend, regionalIndicator
    case leading, vowel, trailing, pictograph, consonant
    case leadingVowel, leadingVowelTrailing

    init(of scalar: UInt32) {
      if 0xAC00...0xD7A3 ~= scalar {
        self = (scalar - 0xAC00).isMultiple(of: 28) ? .leadingVowel : .leadingVowelTrailing
        return
      }
      let ranges = GraphemeTables.ranges
      var (low, high) = (0, ranges.count)
      while low < high {
        let middle = (low + high) / 2
        let last = UInt32(truncatingIfNeeded: ranges[middle] >> 8) & 0xFFFFF
        (low, high) = last < scalar ? (middle + 1, high) : (low, middle)
      }
      guard low < ranges.count, ranges[low] >> 28 <= UInt64(scalar) else {
        self = .other
        return
      }
      self = Class(rawValue: UInt8(truncatingIfNeeded: ranges[low])) ?? .other
    }

    /// Whether it joins whatever stands before it.
    var isExtending: Bool { self == .extend || self == .linker || self == .joiner }
  }

  /// Whether a character ends between two scalars.
  ///
  /// - Parameters:
  ///   - before: What stands before, from the beginning of a character on or longer.
  ///   - after: The next scalar.
  /// - Returns: False inside a character.
  package static func isBoundary(after before: [UInt32], before after: UInt32) -> Bool {
    guard let last = before.last else { return true }
    if last == 0x0D && after == 0x0A { return false }
    let (left, right) = (Class(of: last), Class(of: after))
    if left == .control || right == .control { return true }
    if right.isExtending || right == .spacingMark || left == .prepend { return false }
    switch (left, right) {
    case (.leading, .leading), (.leading, .vowel), (.leading, .leadingVowel),
      (.leading, .leadingVowelTrailing), (.leadingVowel, .vowel), (.vowel, .vowel),
      (.leadingVowel, .trailing), (.vowel, .trailing), (.leadingVowelTrailing, .trailing),
      (.trailing, .trailing):
      return false
    case (_, .regionalIndicator): return !endsInHalfFlag(before)
    case (_, .pictograph): return !endsInJoinedPictograph(before)
    case (_, .consonant): return !endsInOpenConjunct(before)
    default: return true
    }
  }

  /// Why a text ends where a character may still go on, or nil: what it waits for.
  ///
  /// Marks may follow anything and are not waited for.
  package static func unfinished(_ scalars: [UInt32]) -> String? {
    guard let last = scalars.last else { return nil }
    if endsInHalfFlag(scalars) { return "the other half of a flag" }
    if endsInJoinedPictograph(scalars) { return "the emoji that the zero-width joiner joins" }
    if endsInOpenConjunct(scalars) { return "the consonant of a conjunct" }
    switch Class(of: last) {
    case .prepend: return "the character that its sign stands before"
    case .leading: return "the vowel of a syllable"
    default: return nil
    }
  }

  /// GB12 and GB13: regional indicators come in pairs.
  private static func endsInHalfFlag(_ scalars: [UInt32]) -> Bool {
    let run = scalars.reversed().prefix { Class(of: $0) == .regionalIndicator }
    return !run.count.isMultiple(of: 2)
  }

  /// GB11: a pictograph, marks, a joiner.
  private static func endsInJoinedPictograph(_ scalars: [UInt32]) -> Bool {
    guard scalars.last == 0x200D else { return false }
    let base = scalars.dropLast().last {
      let kind = Class(of: $0)
      return kind != .extend && kind != .linker
    }
    return base.map { Class(of: $0) == .pictograph } ?? false
  }

  /// GB9c: a consonant, then linkers and marks with at least one linker.
  private static func endsInOpenConjunct(_ scalars: [UInt32]) -> Bool {
    var hasLinker = false
    for scalar in scalars.reversed() {
      switch Class(of: scalar) {
      case .linker: hasLinker = true
      case .extend, .joiner: continue
      case .consonant: return hasLinker
      default: return false
      }
    }
    return false
  }
}
