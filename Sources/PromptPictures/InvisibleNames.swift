/// What characters are called that cannot be seen, or must not be shown as they are: they would
/// move others about.
enum InvisibleNames {
  private static let names: [UInt32: String] = [
    0x85: "NEL", 0xA0: "NBSP", 0xAD: "SHY", 0x34F: "CGJ", 0x61C: "ALM", 0x180E: "MVS",
    0x2002: "ENSP", 0x2003: "EMSP", 0x2007: "FIGSP", 0x2008: "PUNCSP", 0x2009: "THINSP",
    0x200A: "HAIRSP", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM",
    0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO",
    0x202E: "RLO", 0x202F: "NNBSP", 0x205F: "MMSP", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI",
    0x2068: "FSI", 0x2069: "PDI", 0x3000: "IDSP", 0xFEFF: "BOM",
  ]

  /// Signs that are of the category Cf and seen nevertheless: they stand around digits.
  private static let visibleFormats: Set<UInt32> = [
    0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
  ]

  /// The name of a character, or nil for one that may be shown.
  ///
  /// Only names and looks are decided here, by the Unicode version at hand; cuts are the
  /// tokenizers' own.
  static func name(of scalar: Unicode.Scalar) -> String? {
    if scalar.value < 0x7F, 0x20 < scalar.value { return nil }
    if let name = names[scalar.value] { return name }
    if 0xFE00...0xFE0F ~= scalar.value { return "VS\(scalar.value - 0xFDFF)" }
    let isShown: Bool =
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator, .unassigned, .privateUse,
        .surrogate:
        false
      case .format: visibleFormats.contains(scalar.value)
      default: !scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0x2800
      }
    return isShown ? nil : number(of: scalar)
  }

  /// `U+202E`.
  static func number(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
