import Foundation

/// Writes `UnicodeTables/Generated/BERTTables.swift` from the tables dumped from tokenizers 0.23.3.
struct BERTTablesGenerator {
  private enum Entry {
    static let same: UInt16 = 0
    static let removed: UInt16 = 1
    static let space: UInt16 = 2
    static let isolated: UInt16 = 3
    static let firstMapped: UInt16 = 4
  }

  private var entries = [UInt16](repeating: Entry.same, count: 0x11_0000)
  /// What characters are mapped to, and whether it stands alone.
  private var targets: [(text: [UInt8], isolated: Bool)] = []

  init(json: Data) throws {
    guard let tables = try JSONSerialization.jsonObject(with: json) as? [String: Any],
      let mapped = tables["mapped"] as? [String: String]
    else { throw GeneratorError(message: "the BERT tables have no mapping") }
    func ranges(_ name: String) throws -> [Int] {
      guard let ranges = tables[name] as? [[Int]] else {
        throw GeneratorError(message: "no ranges for \(name)")
      }
      return ranges.flatMap { Array($0[0]...$0[1]) }
    }
    for scalar in try ranges("removed") { entries[scalar] = Entry.removed }
    for scalar in try ranges("to_space") { entries[scalar] = Entry.space }
    for scalar in try ranges("cjk_spaced") { entries[scalar] = Entry.isolated }
    let punctuation = try ranges("punct")
    for scalar in punctuation { entries[scalar] = Entry.isolated }
    try addMapped(mapped, Set(punctuation))
  }

  private mutating func addMapped(_ mapped: [String: String], _ punctuation: Set<Int>) throws {
    var places: [String: UInt16] = [:]
    let sorted = try mapped.map { key, value in
      guard let scalar = Int(key, radix: 16) else { throw GeneratorError(message: key) }
      return (scalar, value)
    }.sorted { $0.0 < $1.0 }
    for (scalar, value) in sorted where !(0xAC00...0xD7A3).contains(scalar) {
      let place = places[value] ?? Entry.firstMapped + UInt16(targets.count)
      if places.updateValue(place, forKey: value) == nil {
        let scalars = value.unicodeScalars.filter { $0 != " " }
        let alone =
          scalars.count == 1 && punctuation.contains(Int(scalars[scalars.startIndex].value))
        targets.append((Array(String(scalars).utf8), value.hasPrefix(" ") || alone))
      }
      entries[scalar] = place
    }
  }

  func source() -> String {
    let stages = TwoStages(entries)
    var starts: [UInt16] = [0]
    var pool: [UInt8] = []
    for target in targets {
      for byte in target.text { pool += [0x30 + byte >> 4, 0x30 + byte & 15] }
      starts.append(UInt16(pool.count / 2))
    }
    let flags = targets.map { UInt8($0.isolated ? 0x31 : 0x30) }
    return """
      // Written by `swift run dev vocabulary`; do not edit.
      // What tokenizers 0.23.3 makes of each character for bert-base-uncased.

      enum BERTTables {
        /// For each block of 128 scalars the number of its block in `stage2`, three digits of base 64.
        static var stage1: StaticString {
          \(StaticStringLiteral.of(stages.stage1.flatMap(digits)))
        }

        /// The entry of each scalar of the distinct blocks, three digits of base 64.
        static var stage2: StaticString {
          \(StaticStringLiteral.of(stages.stage2.flatMap(digits)))
        }

        /// Where each target begins in `targets`, in bytes, three digits of base 64; and the end.
        static var starts: StaticString {
          \(StaticStringLiteral.of(starts.flatMap(digits)))
        }

        /// The UTF-8 of the targets, two digits of base 16 a byte.
        static var targets: StaticString {
          \(StaticStringLiteral.of(pool))
        }

        /// Whether each target stands alone.
        static var isolated: StaticString {
          \(StaticStringLiteral.of(flags))
        }
      }

      """
  }

  private func digits(_ number: UInt16) -> [UInt8] {
    [12, 6, 0].map { 0x30 + UInt8(number >> $0 & 63) }
  }
}
