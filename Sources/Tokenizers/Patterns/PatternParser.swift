import UnicodeTables

/// Reads a regular expression.
struct PatternParser {
  let text: [UInt32]
  let dialect: Pattern.Dialect
  var place = 0
  var ignoresCase = false
  private var depth = 0

  /// Longer patterns, deeper nesting, or more repetitions, are refused.
  private static let mostCharacters = 1 << 14
  private static let mostDepth = 100
  private static let mostTimes = 1000

  /// Reads a regular expression.
  ///
  /// - Throws: ``Pattern/Failure`` for what is wrong or not known.
  static func parse(_ text: String, _ dialect: Pattern.Dialect) throws(Pattern.Failure) -> Pattern {
    var parser = PatternParser(text: text.unicodeScalars.map(\.value), dialect: dialect)
    guard parser.text.count <= mostCharacters else {
      throw parser.failure("a pattern of more than \(mostCharacters) characters")
    }
    let pattern = try parser.choice()
    guard parser.place == parser.text.count else { throw parser.failure("a \")\" too many") }
    return pattern
  }

  private init(text: [UInt32], dialect: Pattern.Dialect) {
    self.text = text
    self.dialect = dialect
  }

  func failure(_ reason: String, at place: Int? = nil) -> Pattern.Failure {
    Pattern.Failure(reason: reason, character: place ?? self.place)
  }

  func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    place + ahead < text.count ? Unicode.Scalar(text[place + ahead]) : nil
  }

  mutating func take(_ expected: String) -> Bool {
    let wanted = expected.unicodeScalars.map(\.value)
    guard text[place...].starts(with: wanted) else { return false }
    place += wanted.count
    return true
  }

  /// Goes one group or set deeper; the caller comes back by ``ascend()``.
  mutating func descend() throws(Pattern.Failure) {
    depth += 1
    guard depth < Self.mostDepth else { throw failure("groups or sets nested too deeply") }
  }

  mutating func ascend() { depth -= 1 }

  mutating func choice() throws(Pattern.Failure) -> Pattern {
    try descend()
    defer { ascend() }
    // Options without a colon hold up to the end of the group.
    let outerCase = ignoresCase
    defer { ignoresCase = outerCase }
    var parts = [try sequence()]
    while take("|") { parts.append(try sequence()) }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private mutating func sequence() throws(Pattern.Failure) -> Pattern {
    var parts: [Pattern] = []
    while let next = peek(), next != "|", next != ")" {
      let part = try item()
      parts.append(try quantified(part))
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func quantified(_ item: Pattern) throws(Pattern.Failure) -> Pattern {
    var pattern = item
    while let times = try times() {
      if case .look = pattern { throw failure("a repeated condition", at: place - 1) }
      if take("?") {
        pattern = .repetition(pattern, least: times.least, most: times.most, lazy: true)
        continue
      }
      pattern = .repetition(pattern, least: times.least, most: times.most, lazy: false)
      if peek() == "+", !times.isInterval || dialect == .rust {
        guard let possessive = pattern.possessive else {
          throw failure("a possessive repetition of more than one character")
        }
        place += 1
        pattern = possessive
      }
    }
    return pattern
  }

  private mutating func times() throws(Pattern.Failure)
    -> (least: Int, most: Int?, isInterval: Bool)?
  {
    if take("*") { return (0, nil, false) }
    if take("+") { return (1, nil, false) }
    if take("?") { return (0, 1, false) }
    guard peek() == "{" else { return nil }
    let start = place
    place += 1
    let least = number()
    var most = least
    if take(",") { most = number() }
    guard take("}"), least != nil || most != nil else {
      // A brace that begins no interval stands for itself.
      place = start
      return nil
    }
    let hasComma = text[start..<place].contains(UInt32(UInt8(ascii: ",")))
    let lower = least ?? 0
    let upper = hasComma ? most : lower
    guard max(lower, upper ?? 0) <= Self.mostTimes, upper.map({ lower <= $0 }) ?? true else {
      throw failure("an interval out of bounds", at: start)
    }
    return (lower, upper, true)
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let digit = peek(), ("0"..."9").contains(digit), (number ?? 0) < 100_000 {
      number = (number ?? 0) * 10 + Int(digit.value - 0x30)
      place += 1
    }
    return number
  }

  private mutating func item() throws(Pattern.Failure) -> Pattern {
    guard let next = peek() else { return .empty }
    switch next {
    case "(": return try group()
    case "[":
      place += 1
      return .set(try bracketed())
    case ".":
      place += 1
      return .set(ScalarSet([0xA...0xA]).inverted)
    case "$":
      place += 1
      let lineFeed = ScalarSet(dialect == .oniguruma ? [0xA...0xA] : [])
      return .look(Pattern.LookAhead(characters: lineFeed, end: true))
    case "^": throw failure("\"^\", which looks behind")
    case "*", "+", "?": throw failure("a repetition of nothing")
    case "\\":
      if peek(1) == "z" {
        place += 2
        return .look(Pattern.LookAhead(characters: ScalarSet(), end: true))
      }
      return .set(try escape())
    default:
      place += 1
      return .set(try literal(next.value))
    }
  }

  private mutating func group() throws(Pattern.Failure) -> Pattern {
    let start = place
    place += 1
    var wrap: (Pattern) throws(Pattern.Failure) -> Pattern = { pattern in pattern }
    if take("?=") || take("?!") {
      let isNegative = text[place - 1] == UInt32(UInt8(ascii: "!"))
      wrap = {
        [failure = failure("a look ahead at more than one character", at: start)] pattern
          throws(Pattern.Failure) in
        guard let look = pattern.asLookAhead else { throw failure }
        return .look(isNegative ? look.inverted : look)
      }
    } else if take("?>") {
      wrap = {
        [failure = failure("an atomic group of more than one repetition", at: start)] pattern
          throws(Pattern.Failure) in
        guard let possessive = pattern.possessive else { throw failure }
        return possessive
      }
    } else if take("?<=") || take("?<!") {
      throw failure("a look behind", at: start)
    } else if take("?#") {
      while let next = peek(), next != ")" { place += 1 }
      guard take(")") else { throw failure("a group without an end", at: start) }
      return .empty
    } else if take("?") {
      if try options(start) { return .empty }
    }
    let outerCase = ignoresCase
    if let case_ = groupCase { (ignoresCase, groupCase) = (case_, nil) }
    let pattern = try choice()
    ignoresCase = outerCase
    guard take(")") else { throw failure("a group without an end", at: start) }
    return try wrap(pattern)
  }

  /// Whether the group that is about to be read ignores case, where its options say so.
  private var groupCase: Bool?

  /// Reads what stands between `(?` and the `:` of a group.
  ///
  /// - Returns: Whether the group is only that: its options hold from here on.
  private mutating func options(_ start: Int) throws(Pattern.Failure) -> Bool {
    if take("P<") || take("<") {
      while let next = peek(), next != ">" { place += 1 }
      guard take(">") else { throw failure("a name without an end", at: start) }
      return false
    }
    var turnsOn = true
    var ignores = ignoresCase
    while let next = peek() {
      place += 1
      switch next {
      case "-": turnsOn = false
      case "i": ignores = turnsOn
      case ":":
        groupCase = ignores
        return false
      case ")":
        ignoresCase = ignores
        return true
      default: throw failure("the option \"\(next)\"", at: place - 1)
      }
    }
    throw failure("a group without an end", at: start)
  }

  /// The set of one character, and its other cases where case is ignored.
  func literal(_ scalar: UInt32) throws(Pattern.Failure) -> ScalarSet {
    try cased(ScalarSet([scalar...scalar]))
  }

  /// A set with the other cases of its ASCII letters, where case is ignored.
  ///
  /// Of all characters beyond ASCII only U+017F and U+212A fold to ASCII letters.
  func cased(_ set: ScalarSet) throws(Pattern.Failure) -> ScalarSet {
    guard ignoresCase else { return set }
    let ascii = set.intersection(ScalarSet([0...0x7F]))
    let beyond = set.intersection(ScalarSet([0x80...ScalarSet.greatest]))
    if beyond.ranges.contains(where: { $0.count < 64 && $0.contains(where: Self.hasCase) }) {
      throw failure("letters beyond ASCII where case is ignored")
    }
    var more: [ClosedRange<UInt32>] = []
    for range in ascii.ranges {
      for scalar in range {
        let letter = scalar | 0x20
        guard (0x61...0x7A).contains(letter) else { continue }
        more.append(scalar ^ 0x20...scalar ^ 0x20)
        if letter == 0x73 { more.append(0x17F...0x17F) }
        if letter == 0x6B { more.append(0x212A...0x212A) }
      }
    }
    return set.union(ScalarSet(more))
  }

  private static func hasCase(_ scalar: UInt32) -> Bool {
    let kind = CharacterClass(of: scalar)
    return kind == .uppercase || kind == .lowercase
  }
}
