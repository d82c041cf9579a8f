/// A table of all scalar values, cut into blocks of 128 of which equal ones are kept once.
struct TwoStages<Entry: Hashable> {
  /// For each block its number among the distinct blocks.
  private(set) var stage1: [UInt16] = []
  private(set) var stage2: [Entry] = []

  init(_ entries: [Entry]) {
    var numbers: [[Entry]: UInt16] = [:]
    for start in stride(from: 0, to: entries.count, by: 128) {
      let block = Array(entries[start..<start + 128])
      let number = numbers[block] ?? UInt16(numbers.count)
      if numbers.updateValue(number, forKey: block) == nil { stage2 += block }
      stage1.append(number)
    }
  }
}

/// Printable ASCII as a string literal of many lines.
enum StaticStringLiteral {
  static func of(_ bytes: [UInt8]) -> String {
    let lines = stride(from: 0, to: bytes.count, by: 88).map { start in
      "    " + String(decoding: bytes[start..<min(start + 88, bytes.count)], as: UTF8.self)
    }
    return "#\"\"\"\n" + lines.joined(separator: "\\#\n") + "\n    \"\"\"#"
  }
}
