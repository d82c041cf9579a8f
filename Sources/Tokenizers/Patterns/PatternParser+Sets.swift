import UnicodeTables

extension PatternParser {
  /// Reads a bracketed set whose `[` was read, with nested sets and `&&`.
  mutating func bracketed() throws(Pattern.Failure) -> ScalarSet {
    try descend()
    defer { ascend() }
    let start = place - 1
    let isNegative = take("^")
    var union = ScalarSet()
    var intersection: ScalarSet?
    var isFirst = true
    while true {
      guard let next = peek() else { throw failure("a set without an end", at: start) }
      if next == "]", !isFirst {
        place += 1
        break
      }
      isFirst = false
      if take("&&") {
        intersection = intersection.map { $0.intersection(union) } ?? union
        union = ScalarSet()
      } else if take("[:") {
        union = union.union(try posix(start))
      } else if take("[") {
        union = union.union(try bracketed())
      } else {
        union = union.union(try member())
      }
    }
    // Case is ignored before the set is turned round.
    let set = try cased(intersection.map { $0.intersection(union) } ?? union)
    return isNegative ? set.inverted : set
  }

  /// Reads a character, a range or an escape within a set.
  private mutating func member() throws(Pattern.Failure) -> ScalarSet {
    let start = place
    let first = try setCharacter()
    guard first.ranges.count == 1, first.ranges[0].count == 1, peek() == "-", let after = peek(1),
      after != "]"
    else { return first }
    place += 1
    let last = try setCharacter()
    guard last.ranges.count == 1, last.ranges[0].count == 1,
      first.ranges[0].lowerBound <= last.ranges[0].lowerBound
    else { throw failure("a range that is none", at: start) }
    return ScalarSet([first.ranges[0].lowerBound...last.ranges[0].lowerBound])
  }

  private mutating func setCharacter() throws(Pattern.Failure) -> ScalarSet {
    guard let next = peek() else { throw failure("a set without an end") }
    if next == "\\" { return try escape(inSet: true) }
    place += 1
    return ScalarSet([next.value...next.value])
  }

  private mutating func posix(_ start: Int) throws(Pattern.Failure) -> ScalarSet {
    let isNegative = take("^")
    let from = place
    while let next = peek(), next != ":" { place += 1 }
    let name = String(
      String.UnicodeScalarView(text[from..<place].compactMap { Unicode.Scalar($0) }))
    guard take(":]") else { throw failure("a set without an end", at: start) }
    let set: ScalarSet? =
      switch name {
      case "digit": UnicodeProperties.named("Nd")
      case "space": UnicodeProperties.whiteSpace
      case "word": UnicodeProperties.word
      case "alpha": UnicodeProperties.named("Alphabetic")
      case "alnum":
        UnicodeProperties.named("Alphabetic")?.union(
          UnicodeProperties.named("Nd") ?? ScalarSet())
      default: nil
      }
    guard let set else { throw failure("the set \"[:\(name):]\"", at: from) }
    return isNegative ? set.inverted : set
  }

  /// Reads an escape, which stands for a set of characters.
  mutating func escape(inSet: Bool = false) throws(Pattern.Failure) -> ScalarSet {
    let start = place
    place += 1
    guard let letter = peek() else { throw failure("a \"\\\" at the end", at: start) }
    place += 1
    func one(_ scalar: UInt32) throws(Pattern.Failure) -> ScalarSet {
      inSet ? ScalarSet([scalar...scalar]) : try literal(scalar)
    }
    switch letter {
    case "s": return UnicodeProperties.whiteSpace
    case "S": return UnicodeProperties.whiteSpace.inverted
    case "d", "D":
      let digits = UnicodeProperties.named("Nd") ?? ScalarSet()
      return letter == "d" ? digits : digits.inverted
    case "w", "W":
      let word = dialect == .rust ? UnicodeProperties.standardWord : UnicodeProperties.word
      return letter == "w" ? word : word.inverted
    case "p", "P": return try property(isNegative: letter == "P", start)
    case "n": return try one(0xA)
    case "r": return try one(0xD)
    case "t": return try one(0x9)
    case "f": return try one(0xC)
    case "v": return try one(0xB)
    case "e": return try one(0x1B)
    case "a": return try one(0x7)
    case "0": return try one(0)
    case "x", "u": return try one(try code(letter, start))
    default:
      let isNamed =
        ("a"..."z").contains(letter) || ("A"..."Z").contains(letter)
        || ("0"..."9").contains(letter)
      if isNamed { throw failure("\"\\\(letter)\"", at: start) }
      return try one(letter.value)
    }
  }

  private mutating func property(isNegative: Bool, _ start: Int) throws(Pattern.Failure)
    -> ScalarSet
  {
    var name = ""
    if take("{") {
      while let next = peek(), next != "}" {
        name.unicodeScalars.append(next)
        place += 1
      }
      guard take("}") else { throw failure("a property without an end", at: start) }
    } else if let next = peek() {
      name.unicodeScalars.append(next)
      place += 1
    }
    var negative = isNegative
    if name.hasPrefix("^") {
      name.removeFirst()
      negative.toggle()
    }
    guard let set = UnicodeProperties.named(name) else {
      throw failure("the property \"\(name)\"", at: start)
    }
    return negative ? set.inverted : set
  }

  /// Reads the hexadecimal digits after `\x` or `\u`.
  private mutating func code(_ letter: Unicode.Scalar, _ start: Int) throws(Pattern.Failure)
    -> UInt32
  {
    let isBraced = take("{")
    let most = isBraced ? 8 : letter == "x" ? 2 : 4
    var digits = ""
    while let next = peek(), Self.isHexadecimal(next), digits.count < most {
      digits.unicodeScalars.append(next)
      place += 1
    }
    guard let code = UInt32(digits, radix: 16), code <= ScalarSet.greatest,
      !isBraced || take("}")
    else { throw failure("a character code that is none", at: start) }
    return code
  }

  private static func isHexadecimal(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
  }
}
