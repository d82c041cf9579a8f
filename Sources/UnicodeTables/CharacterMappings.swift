/// What characters become: decompositions, compositions and lower case.
///
/// As the normalizers of tokenizers have them, whose Unicode version is older than that of its
/// regular expressions. Unpacked at first use, in about a millisecond.
package struct CharacterMappings: Sendable {
  /// Full decompositions; Hangul is left to arithmetic.
  package let canonical: [UInt32: [UInt32]]
  /// Those that differ from the canonical ones.
  package let compatible: [UInt32: [UInt32]]
  package let lower: [UInt32: [UInt32]]
  /// What two characters compose to, by the two.
  package let compositions: [UInt64: UInt32]
  /// Canonical combining classes that are not 0.
  package let combiningClasses: [UInt32: UInt8]

  package static let shared = CharacterMappings()

  private init() {
    canonical = Self.strings(GeneralTables.canonical)
    compatible = Self.strings(GeneralTables.compatible)
    lower = Self.strings(GeneralTables.lower)
    var compositions: [UInt64: UInt32] = [:]
    let pairs = GeneralTables.compositions
    for place in stride(from: 0, to: pairs.utf8CodeUnitCount, by: 12) {
      let numbers = [0, 4, 8].map { Base64Digits.number(pairs, at: place + $0, digits: 4) }
      compositions[UInt64(numbers[0]) << 32 | UInt64(numbers[1])] = UInt32(numbers[2])
    }
    self.compositions = compositions
    var classes: [UInt32: UInt8] = [:]
    let combining = GeneralTables.combining
    for place in stride(from: 0, to: combining.utf8CodeUnitCount, by: 6) {
      let scalar = Base64Digits.number(combining, at: place, digits: 4)
      classes[UInt32(scalar)] = UInt8(Base64Digits.number(combining, at: place + 4, digits: 2))
    }
    combiningClasses = classes
  }

  private static func strings(_ digits: StaticString) -> [UInt32: [UInt32]] {
    var strings: [UInt32: [UInt32]] = [:]
    var place = 0
    while place < digits.utf8CodeUnitCount {
      let scalar = Base64Digits.number(digits, at: place, digits: 4)
      let count = Base64Digits.number(digits, at: place + 4, digits: 1)
      place += 5
      strings[UInt32(scalar)] = (0..<count).map {
        UInt32(Base64Digits.number(digits, at: place + 4 * $0, digits: 4))
      }
      place += 4 * count
    }
    return strings
  }
}
