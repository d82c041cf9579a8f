import UnicodeTables

/// A regular expression, parsed.
///
/// What is known is what can be matched in one pass: sets of characters, sequences, choices,
/// repetitions (greedy, lazy, and possessive of one character) and a look ahead at one character.
indirect enum Pattern: Equatable, Sendable {
  case empty
  case set(ScalarSet)
  case sequence([Pattern])
  case choice([Pattern])
  /// Matches again and again; `most` is nil for any number of times.
  case repetition(Pattern, least: Int, most: Int?, lazy: Bool)
  case look(LookAhead)

  /// A condition on the character that follows.
  struct LookAhead: Hashable, Sendable {
    var characters: ScalarSet
    /// Whether the end of the text will do.
    var end: Bool

    var inverted: LookAhead { LookAhead(characters: characters.inverted, end: !end) }
  }

  /// Why a regular expression cannot be used, and at which of its characters that shows.
  struct Failure: Error, Equatable {
    var reason: String
    var character: Int
  }

  /// Whose rules apply where engines differ.
  enum Dialect: Sendable {
    /// Oniguruma with Ruby's syntax, which Hugging Face's files are read with: `$` also matches
    /// before a line feed, and `{1,3}+` repeats.
    case oniguruma
    /// Rust's, which tiktoken uses: `$` is the end of the text, `{1,3}+` is possessive.
    case rust
  }

  /// Whether this matches without taking a character.
  var isNullable: Bool {
    switch self {
    case .empty, .look: true
    case .set: false
    case .sequence(let parts): parts.allSatisfy(\.isNullable)
    case .choice(let parts): parts.contains(where: \.isNullable)
    case .repetition(let part, let least, _, _): least == 0 || part.isNullable
    }
  }

  /// What this says of the next character, if it says nothing of those after it.
  var asLookAhead: LookAhead? {
    switch self {
    case .empty: return LookAhead(characters: .all, end: true)
    case .set(let set): return LookAhead(characters: set, end: false)
    case .look(let look): return look
    case .choice(let parts):
      var sum = LookAhead(characters: ScalarSet(), end: false)
      for part in parts {
        guard let look = part.asLookAhead else { return nil }
        sum.characters = sum.characters.union(look.characters)
        sum.end = sum.end || look.end
      }
      return sum
    case .repetition(let part, let least, _, _):
      if least == 0 { return LookAhead(characters: .all, end: true) }
      return least == 1 || part.isNullable ? part.asLookAhead : nil
    case .sequence(let parts):
      guard let first = parts.first, let look = first.asLookAhead else { return nil }
      if case .look = first, parts.count > 1 {
        guard let rest = Pattern.sequence(Array(parts.dropFirst())).asLookAhead else { return nil }
        return LookAhead(
          characters: look.characters.intersection(rest.characters), end: look.end && rest.end)
      }
      return parts.dropFirst().allSatisfy(\.canTakeNothing) ? look : nil
    }
  }

  /// Whether this matches the empty text wherever it stands.
  private var canTakeNothing: Bool {
    switch self {
    case .empty: true
    case .set, .look: false
    case .sequence(let parts): parts.allSatisfy(\.canTakeNothing)
    case .choice(let parts): parts.contains(where: \.canTakeNothing)
    case .repetition(let part, let least, _, _): least == 0 || part.canTakeNothing
    }
  }

  /// This without giving back what it took, if it repeats single characters.
  ///
  /// *X*`++` is *X*`+(?!`*X*`)`, and so on.
  var possessive: Pattern? {
    switch self {
    case .empty, .set, .look: return self
    case .choice(let parts) where parts.count == 1: return parts[0].possessive
    case .sequence(let parts) where parts.count == 1: return parts[0].possessive
    case .repetition(.set(let set), let least, let most, false):
      let stop = Pattern.look(LookAhead(characters: set, end: false).inverted)
      guard let most else { return .sequence([self, stop]) }
      // One more, or an end to it, as often as there may be more.
      var rest = Pattern.empty
      for _ in 0..<max(most - least, 0) { rest = .choice([.sequence([.set(set), rest]), stop]) }
      return .sequence([.repetition(.set(set), least: least, most: least, lazy: false), rest])
    default: return nil
    }
  }
}
