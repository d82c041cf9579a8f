/// Sets of characters by name, as the reference engines know them (Unicode 16.0).
///
/// For the general path, which reads patterns of a user's own; the built-in tokenizers have a table of
/// their own, ``CharacterClass``.
package enum UnicodeProperties {
  private static let categories = [
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe",
    "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co",
  ]

  /// Other names of properties that people write.
  private static let otherNames = [
    "letter": "L", "lowercase_letter": "Ll", "uppercase_letter": "Lu", "mark": "M", "number": "N",
    "punctuation": "P", "punct": "P", "symbol": "S", "separator": "Z", "other": "C",
    "decimal_number": "Nd", "digit": "Nd", "nd": "Nd",
  ]

  /// Finds a set by what stands between the braces of `\p{…}`: a general category, a group of them, a
  /// script, or `Alphabetic`.
  ///
  /// - Returns: nil for what is not known here.
  /// - Complexity: that of the sets' ranges; the first time a pass over all characters.
  package static func named(_ name: String) -> ScalarSet? {
    if let set = category(name) { return set }
    let name = String(name.split(separator: "=").last ?? "")
    let lowered = name.lowercased()
    if let other = otherNames[lowered] { return category(other) }
    switch lowered {
    case "alphabetic", "alpha": return alphabetic
    case "white_space", "whitespace", "space": return whiteSpace
    default: break
    }
    let capitalized = (name.first.map { String($0).uppercased() } ?? "") + lowered.dropFirst()
    return GeneralTables.script(capitalized).map(ranges)
  }

  private static func category(_ name: String) -> ScalarSet? {
    let name = name == "L&" ? "LC" : name
    let wanted = categories.indices.filter { index in
      categories[index] == name || (name.count == 1 && categories[index].hasPrefix(name))
        || (name == "LC" && ["Lu", "Ll", "Lt"].contains(categories[index]))
    }
    guard !wanted.isEmpty else { return nil }
    return ScalarSet(wanted.flatMap { rangesOfCategories[$0] })
  }

  /// The characters of each category.
  ///
  /// Kept: a pattern may name categories thousands of times.
  private static let rangesOfCategories: [[ClosedRange<UInt32>]] = {
    var found = [[ClosedRange<UInt32>]](repeating: [], count: categories.count)
    var start: UInt32 = 0
    var current = category(of: 0)
    for scalar in 1...ScalarSet.greatest {
      let category = category(of: scalar)
      guard category != current else { continue }
      found[current].append(start...scalar - 1)
      (start, current) = (scalar, category)
    }
    found[current].append(start...ScalarSet.greatest)
    return found
  }()

  private static func category(of scalar: UInt32) -> Int {
    let block = Base64Digits.number(GeneralTables.stage1, at: Int(scalar >> 7) * 2, digits: 2)
    return Base64Digits.number(
      GeneralTables.stage2, at: block << 7 | Int(scalar & 0x7F), digits: 1)
  }

  /// `\s`.
  package static let whiteSpace = ScalarSet([
    0x9...0xD, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A,
    0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
  ])

  /// `\w` as Oniguruma has it.
  package static let word = ranges(GeneralTables.word)

  /// `\w` as Unicode's technical standard 18 and Rust have it.
  package static let standardWord = {
    let parts = ["M", "Nd", "Pc"].compactMap(category)
    return parts.reduce(alphabetic.union(ScalarSet([0x200C...0x200D]))) { $0.union($1) }
  }()

  private static let alphabetic = ranges(GeneralTables.alphabetic)

  /// What the pretokenizer `Punctuation` of tokenizers isolates.
  package static let punctuation = ranges(GeneralTables.punctuation)

  private static func ranges(_ digits: StaticString) -> ScalarSet {
    ScalarSet(
      stride(from: 0, to: digits.utf8CodeUnitCount, by: 8).map { place in
        let first = Base64Digits.number(digits, at: place, digits: 4)
        let last = Base64Digits.number(digits, at: place + 4, digits: 4)
        return UInt32(first)...UInt32(last)
      })
  }
}

/// Numbers in the generated tables.
enum Base64Digits {
  /// Reads a number of some digits, which are the characters from "0" on.
  static func number(_ string: StaticString, at place: Int, digits: Int) -> Int {
    var number = 0
    for index in place..<place + digits {
      number = unsafe number << 6 | Int(string.utf8Start[index] - 0x30)
    }
    return number
  }
}
