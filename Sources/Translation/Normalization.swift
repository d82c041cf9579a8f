import Tokenizers
import UnicodeTables

extension CarriedText {
  /// What bert-base-uncased makes of a scalar before it looks words up; a space for white space.
  static func normalize(_ scalar: Unicode.Scalar) -> [UInt8] {
    let table = BERTNormalization.uncased
    let entry = table.entry(of: scalar.value)
    switch entry {
    case BERTNormalization.removed: return []
    case BERTNormalization.space: return [UInt8(ascii: " ")]
    case BERTNormalization.same, BERTNormalization.isolated:
      return 0xAC00...0xD7A3 ~= scalar.value ? jamo(of: scalar) : Array(scalar.utf8)
    default:
      let target = Int(entry - BERTNormalization.firstMapped)
      let places = unsafe Int(table.starts[target])..<Int(table.starts[target + 1])
      return places.map { unsafe UInt8(table.targets[$0]) }
    }
  }

  /// The letters of a Hangul syllable.
  ///
  /// Source: Unicode 16, section 3.12.
  private static func jamo(of syllable: Unicode.Scalar) -> [UInt8] {
    let index = syllable.value - 0xAC00
    let final: UInt32? = index % 28 == 0 ? nil : 0x11A7 + index % 28
    return [0x1100 + index / 588, 0x1161 + index % 588 / 28, final]
      .compactMap { $0.flatMap(Unicode.Scalar.init) }
      .flatMap { Array($0.utf8) }
  }
}
