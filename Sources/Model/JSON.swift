/// A value of a JSON text: what safetensors headers and `config.json` are written in.
///
/// Source: RFC 8259. Numbers are doubles; of equal keys the last counts.
enum JSON: Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }
  var object: [String: JSON]? {
    if case .object(let members) = self { members } else { nil }
  }
  var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }
  var string: String? {
    if case .string(let value) = self { value } else { nil }
  }
  var double: Double? {
    if case .number(let value) = self { value } else { nil }
  }
  var integer: Int? {
    if case .number(let value) = self { Int(exactly: value) } else { nil }
  }
  var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }
}

/// Reads one JSON text.
struct JSONParser {
  /// What is wrong and at which byte.
  struct Failure: Error {
    let offset: Int
    let reason: String
  }

  private let text: [UInt8]
  private var offset = 0
  /// Deeper nesting than any real header is refused, before the stack ends.
  private static let deepest = 64

  static func parse(_ text: [UInt8]) throws(Failure) -> JSON {
    var parser = JSONParser(text: text)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.offset == text.count else { throw parser.failure("text after the value") }
    return value
  }

  private init(text: [UInt8]) { self.text = text }

  private func failure(_ reason: String) -> Failure { Failure(offset: offset, reason: reason) }

  private var next: UInt8? { offset < text.count ? text[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      offset += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    offset += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSON {
    guard depth < Self.deepest else { throw failure("nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(Failure) -> JSON {
    guard text[offset...].starts(with: word.utf8) else { throw failure("no value") }
    offset += word.utf8.count
    return value
  }

  private mutating func number() throws(Failure) -> JSON {
    let start = offset
    while let byte = next, "+-.eE0123456789".utf8.contains(byte) { offset += 1 }
    guard let number = Double(String(decoding: text[start..<offset], as: UTF8.self)) else {
      throw failure("no value")
    }
    return .number(number)
  }

  private mutating func object(depth: Int) throws(Failure) -> JSON {
    offset += 1
    var members: [String: JSON] = [:]
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("no member name") }
      let name = try string()
      guard take(UInt8(ascii: ":")) else { throw failure("no colon") }
      members[name] = try value(depth: depth + 1)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw failure("the object does not end") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(Failure) -> JSON {
    offset += 1
    var elements: [JSON] = []
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw failure("the array does not end") }
    return .array(elements)
  }

  private mutating func string() throws(Failure) -> String {
    offset += 1
    var units: [UInt8] = []
    while let byte = next {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &units)
      case 0..<0x20: throw failure("a control character in a string")
      default: units.append(byte)
      }
    }
    throw failure("the string does not end")
  }

  private mutating func escape(into units: inout [UInt8]) throws(Failure) {
    guard let byte = next else { throw failure("the string does not end") }
    offset += 1
    switch byte {
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0c)
    case UInt8(ascii: "n"): units.append(0x0a)
    case UInt8(ascii: "r"): units.append(0x0d)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "u"): try unicode(into: &units)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func unicode(into units: inout [UInt8]) throws(Failure) {
    var code = UInt32(try hexadecimal())
    if code & 0xfc00 == 0xd800, offset + 1 < text.count, text[offset] == UInt8(ascii: "\\"),
      text[offset + 1] == UInt8(ascii: "u")
    {
      offset += 2
      code = 0x10000 + ((code & 0x3ff) << 10) + (UInt32(try hexadecimal()) & 0x3ff)
    }
    // A lone surrogate becomes U+FFFD, as in decoding UTF-16.
    let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
    units.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
  }

  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    guard offset + 4 <= text.count,
      let code = UInt16(String(decoding: text[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw failure("no four hexadecimal digits") }
    offset += 4
    return code
  }
}
