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
    var blocks: [[UInt8]] = []
    var numbers: [[UInt8]: Int] = [:]
    var stage1: [UInt8] = []
    for start in stride(from: 0, to: classes.count, by: 128) {
      let block = Array(classes[start..<start + 128])
      let number = numbers[block] ?? blocks.count
      if number == blocks.count {
        numbers[block] = number
        blocks.append(block)
      }
      stage1.append(UInt8(0x30 + number >> 6))
      stage1.append(UInt8(0x30 + number & 63))
    }
    let stage2 = blocks.flatMap { $0.map { $0 + 0x30 } }
    return """
      // Written by `swift run dev vocabulary`; do not edit.
      // Unicode 16.0 classes as seen by tiktoken 0.14.0.

      @usableFromInline
      enum ClassTables {
        /// For each block of 128 scalars the number of its block in `stage2`, two digits of base 64.
        @inlinable static var stage1: StaticString {
          \(literal(stage1))
        }

        /// The class of each scalar of the distinct blocks.
        @inlinable static var stage2: StaticString {
          \(literal(stage2))
        }
      }

      """
  }

  private func literal(_ bytes: [UInt8]) -> String {
    let lines = stride(from: 0, to: bytes.count, by: 88).map { start in
      "    " + String(decoding: bytes[start..<min(start + 88, bytes.count)], as: UTF8.self)
    }
    return "#\"\"\"\n" + lines.joined(separator: "\\#\n") + "\n    \"\"\"#"
  }
}

/// Something is wrong with the raw files.
struct GeneratorError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
