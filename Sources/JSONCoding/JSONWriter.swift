extension JSON {
  /// The JSON text of this value: no blanks, keys sorted, so that equal values are equal bytes.
  ///
  /// A number that is not finite is written as null, as JavaScript does: JSON has no word for it.
  package var text: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  /// The same over several lines, for files that people read; ends in a line break.
  package var indentedText: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indentation: 0)
    return bytes + "\n".utf8
  }

  private func write(to bytes: inout [UInt8], indentation: Int) {
    func beginLine(_ indentation: Int, isFirst: Bool = true) {
      bytes += (isFirst ? "\n" : ",\n").utf8
      bytes += Array(repeating: UInt8(ascii: " "), count: indentation)
    }
    switch self {
    case .array(let elements) where elements.contains { $0.array != nil || $0.object != nil }:
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        beginLine(indentation + 2, isFirst: index == 0)
        element.write(to: &bytes, indentation: indentation + 2)
      }
      beginLine(indentation)
      bytes.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, key) in members.keys.sorted().enumerated() {
        beginLine(indentation + 2, isFirst: index == 0)
        Self.write(key, to: &bytes)
        bytes += ": ".utf8
        members[key]?.write(to: &bytes, indentation: indentation + 2)
      }
      beginLine(indentation)
      bytes.append(UInt8(ascii: "}"))
    default: write(to: &bytes)
    }
  }

  package func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): Self.write(value, to: &bytes)
    case .number(let value): bytes += (value.isFinite ? "\(value)" : "null").utf8
    case .string(let value): Self.write(value, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, key) in members.keys.sorted().enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        members[key]?.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Digits without a detour over `String`: token ids are most of what goes out.
  private static func write(_ integer: Int, to bytes: inout [UInt8]) {
    if integer < 0 { bytes.append(UInt8(ascii: "-")) }
    var magnitude = integer.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[start...].reverse()
  }

  private static func write(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: bytes += #"\n"#.utf8
      case 0x0D: bytes += #"\r"#.utf8
      case 0x09: bytes += #"\t"#.utf8
      case 0..<0x20, 0x7F:
        bytes += #"\u00"#.utf8
        bytes.append(hexadecimal[Int(byte >> 4)])
        bytes.append(hexadecimal[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
}
