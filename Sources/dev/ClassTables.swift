import Foundation

/// Writes `UnicodeTables/Generated/ClassTables.swift` from the classes dumped from tiktoken's engine.
struct ClassTablesGenerator {
  /// The class of every scalar value, as raw values of `CharacterClass`.
  private var classes = [UInt8](repeating: 0, count: 0x11_0000)

  init(json: Data) throws {
    guard let tables = try JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw GeneratorError(message: "the class file is not an object")
    }
    func fill(_ name: String, _ raw: UInt8) throws {
      guard let ranges = tables[name] as? [[Int]] else {
        throw GeneratorError(message: "no ranges for \(name)")
      }
      for range in ranges {
        for scalar in range[0]...range[1] { classes[scalar] = raw }
      }
    }
    try fill("M", 1)
    try fill("N", 2)
    try fill("s", 3)
    classes[0x0A] = 4
    classes[0x0D] = 4
    try fill("Lu", 5)
    try fill("Lt", 5)
    try fill("Ll", 6)
    try fill("Lm", 7)
    try fill("Lo", 7)
  }

  func source() -> String {
    let stages = TwoStages(classes)
    let stage1 = stages.stage1.flatMap { [0x30 + UInt8($0 >> 6), 0x30 + UInt8($0 & 63)] }
    let stage2 = stages.stage2.map { $0 + 0x30 }
    return """
      // Written by `swift run dev vocabulary`; do not edit.
      // Unicode 16.0 classes as seen by tiktoken 0.14.0.

      @usableFromInline
      enum ClassTables {
        /// For each block of 128 scalars the number of its block in `stage2`, two digits of base 64.
        @inlinable static var stage1: StaticString {
          \(StaticStringLiteral.of(stage1))
        }

        /// The class of each scalar of the distinct blocks.
        @inlinable static var stage2: StaticString {
          \(StaticStringLiteral.of(stage2))
        }
      }

      """
  }
}

/// Something is wrong with the raw files.
struct GeneratorError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
