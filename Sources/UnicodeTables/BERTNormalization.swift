/// What bert-base-uncased makes of each character before words are looked up.
///
/// Cleaning, spacing of ideographs, decomposition (NFD), stripping of accents and lower-casing act on
/// one character at a time, so that their sum is a table. The one thing that does not is the
/// reordering of the combining marks that are *not* stripped; none of them is in the vocabulary, so
/// that a word with one is unknown in whatever order.
///
/// Source: normalizers/bert.rs and pre_tokenizers/bert.rs of tokenizers 0.23.3, dumped.
@safe
package struct BERTNormalization: @unchecked Sendable {
  /// The meaning of small entries; greater ones are the number of a target plus ``firstMapped``.
  package static let same: UInt16 = 0
  package static let removed: UInt16 = 1
  package static let space: UInt16 = 2
  /// An ideograph or punctuation: a word of its own.
  package static let isolated: UInt16 = 3
  package static let firstMapped: UInt16 = 4

  /// For each block of 128 scalars the number of its block in ``stage2``.
  package let stage1: UnsafePointer<UInt16>
  package let stage2: UnsafePointer<UInt16>
  /// Where each target begins in ``targets``, and the end.
  package let starts: UnsafePointer<UInt16>
  /// UTF-8.
  package let targets: UnsafePointer<UInt16>
  /// 1 for targets that are words of their own.
  package let isolatedTargets: UnsafePointer<UInt16>

  /// The table, unpacked at first use in about 0.1 ms and never freed.
  package static let uncased = BERTNormalization()

  private init() {
    unsafe stage1 = Self.unpacked(BERTTables.stage1, digits: 3, bits: 6)
    unsafe stage2 = Self.unpacked(BERTTables.stage2, digits: 3, bits: 6)
    unsafe starts = Self.unpacked(BERTTables.starts, digits: 3, bits: 6)
    unsafe targets = Self.unpacked(BERTTables.targets, digits: 2, bits: 4)
    unsafe isolatedTargets = Self.unpacked(BERTTables.isolated, digits: 1, bits: 6)
  }

  private static func unpacked(_ string: StaticString, digits: Int, bits: Int) -> UnsafePointer<
    UInt16
  > {
    let count = string.utf8CodeUnitCount / digits
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: count)
    for index in 0..<count {
      var number: UInt16 = 0
      for digit in 0..<digits {
        number =
          unsafe number << UInt16(bits)
          | UInt16(string.utf8Start[index * digits + digit] - 0x30)
      }
      unsafe table[index] = number
    }
    return unsafe UnsafePointer(table)
  }

  /// The entry of a scalar value.
  @inlinable @inline(__always)
  package func entry(of scalar: UInt32) -> UInt16 {
    unsafe stage2[Int(stage1[Int(scalar >> 7)]) << 7 | Int(scalar & 0x7F)]
  }
}
