import UnicodeTables

/// One thing that is done to a text before it is cut.
package enum NormalizationStep: Sendable, Equatable {
  /// The normalization forms of Unicode.
  case canonical(composes: Bool)
  case compatible(composes: Bool)
  case lowercase
  /// Drops marks, which a decomposition has set free.
  case stripAccents
  /// Drops white space at the ends.
  case strip(left: Bool, right: Bool)
  case prepend([UInt8])
  case replace(ReplacedText, by: [UInt8])

  /// How many bytes a byte of a text becomes at most, but for the forms of Unicode, which grow a text
  /// once.
  package var growth: Int {
    switch self {
    case .canonical, .compatible, .lowercase, .stripAccents, .strip: 1
    case .prepend(let text): 1 + text.count
    case .replace(.literal(let literal), by: let text):
      max(1, (text.count + literal.count - 1) / max(1, literal.count))
    case .replace(.pattern, by: let text): max(1, text.count)
    }
  }

  /// What is replaced.
  package enum ReplacedText: Sendable, Equatable {
    case literal([UInt8])
    case pattern(SharedPattern)
  }

  /// Whether the step leaves texts of these characters alone, whatever stands beside them.
  ///
  /// Only the usual one, composition, is asked; others run wherever they are wanted.
  func leavesAlone(_ scalar: UInt32) -> Bool {
    self == .canonical(composes: true)
      && (scalar < 0x300 || !UnicodeNormalization.mayCompose.contains(scalar))
  }
}

/// Characters with the bytes of the original text that each stands for.
struct SourcedScalars {
  var scalars: [UInt32] = []
  var sources: [Range<Int>] = []

  mutating func append(_ scalar: UInt32, _ source: Range<Int>) {
    scalars.append(scalar)
    sources.append(source)
  }
}

/// The normalization forms of Unicode, with sources.
///
/// Source: Unicode 16, section 3.11 and 3.12, by the tables of ``CharacterMappings``.
enum UnicodeNormalization {
  private static let hangul: ClosedRange<UInt32> = 0xAC00...0xD7A3

  /// The characters that composition may change or join to others.
  static let mayCompose: ScalarSet = {
    let mappings = CharacterMappings.shared
    var changed: [ClosedRange<UInt32>] = mappings.combiningClasses.keys.map { $0...$0 }
    let composed = Set(mappings.compositions.values)
    for scalar in mappings.canonical.keys where !composed.contains(scalar) {
      changed.append(scalar...scalar)
    }
    for pair in mappings.compositions.keys {
      let second = UInt32(truncatingIfNeeded: pair)
      changed.append(second...second)
    }
    return ScalarSet(changed + [0x1161...0x1175, 0x11A8...0x11C2])
  }()

  static func normalized(
    _ text: SourcedScalars, compatible: Bool, composes: Bool
  ) -> SourcedScalars {
    let mappings = CharacterMappings.shared
    var result = SourcedScalars()
    result.scalars.reserveCapacity(text.scalars.count)
    result.sources.reserveCapacity(text.scalars.count)
    for (scalar, source) in zip(text.scalars, text.sources) {
      if hangul.contains(scalar) {
        let index = scalar - 0xAC00
        result.append(0x1100 + index / 588, source)
        result.append(0x1161 + index % 588 / 28, source)
        if index % 28 != 0 { result.append(0x11A7 + index % 28, source) }
      } else if scalar >= 0xA0,
        let parts = (compatible ? mappings.compatible[scalar] : nil) ?? mappings.canonical[scalar]
      {
        for part in parts { result.append(part, source) }
      } else {
        result.append(scalar, source)
      }
    }
    reorder(&result, mappings)
    return composes ? composed(result, mappings) : result
  }

  /// Puts marks into their order.
  ///
  /// Sources stay in that of the text, as those of Hugging Face do, so that no token lies before the
  /// one in front of it.
  private static func reorder(_ text: inout SourcedScalars, _ mappings: CharacterMappings) {
    var place = 0
    while place < text.scalars.count {
      guard text.scalars[place] >= 0x300, mappings.combiningClasses[text.scalars[place]] != nil
      else {
        place += 1
        continue
      }
      var marks: [(number: UInt8, scalar: UInt32)] = []
      let start = place
      while place < text.scalars.count,
        let number = mappings.combiningClasses[text.scalars[place]]
      {
        marks.append((number, text.scalars[place]))
        place += 1
      }
      // The library's sort is stable, but does not promise it.
      let sorted = marks.enumerated().sorted {
        ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
      }
      for (index, mark) in sorted.enumerated() { text.scalars[start + index] = mark.element.scalar }
    }
  }

  private static func composed(
    _ text: SourcedScalars, _ mappings: CharacterMappings
  ) -> SourcedScalars {
    var result = SourcedScalars()
    result.scalars.reserveCapacity(text.scalars.count)
    result.sources.reserveCapacity(text.scalars.count)
    // Where the last character stands that others may join, and the class of what came after it.
    var starter: Int?
    var lastClass: UInt8 = 0
    for (scalar, source) in zip(text.scalars, text.sources) {
      let number = scalar < 0x300 ? 0 : mappings.combiningClasses[scalar] ?? 0
      if let starter {
        let isAdjacent = starter == result.scalars.count - 1
        if isAdjacent || lastClass < number,
          let joined = composition(result.scalars[starter], scalar, mappings)
        {
          result.scalars[starter] = joined
          let old = result.sources[starter]
          result.sources[starter] =
            min(old.lowerBound, source.lowerBound)..<max(old.upperBound, source.upperBound)
          continue
        }
      }
      if number == 0 { starter = result.scalars.count }
      lastClass = number
      result.append(scalar, source)
    }
    return result
  }

  private static func composition(
    _ first: UInt32, _ second: UInt32, _ mappings: CharacterMappings
  ) -> UInt32? {
    if first &- 0x1100 < 19, second &- 0x1161 < 21 {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    if hangul.contains(first), (first - 0xAC00) % 28 == 0, second &- 0x11A8 < 27 {
      return first + second - 0x11A7
    }
    return mappings.compositions[UInt64(first) << 32 | UInt64(second)]
  }
}
