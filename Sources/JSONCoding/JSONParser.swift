/// Why a text is not JSON, and where.
package struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The byte at which reading stopped, counted from the start of the text.
  package var offset: Int
  package var reason: String

  package var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
  /// How deep arrays and objects may nest.
  package static let maximumDepth = 512

  /// Reads a JSON text.
  ///
  /// Lenient where refusing would lose a writer's text: a lone surrogate escape reads as U+FFFD
  /// (one UTF-16 unit for one, so columns still agree with the editor's), and so does a byte that
  /// is no UTF-8. Of equal keys the last counts. A byte order mark is skipped.
  ///
  /// - Parameters:
  ///   - text: In UTF-8.
  ///   - most: More values than this are refused: an empty array of two bytes takes twenty of memory.
  /// - Returns: The value.
  /// - Throws: ``JSONSyntaxError``, with the byte offset.
  /// - Complexity: One pass; recursion as deep as the nesting, at most ``maximumDepth``.
  package static func parse(
    _ text: [UInt8], mostValues most: Int = .max
  ) throws(JSONSyntaxError) -> JSON {
    var parser = JSONParser(text: text, room: most)
    return try parser.document()
  }

  /// Reads a JSON text of which some arrays and objects are handed out piece by piece and not kept,
  /// for files whose largest parts would take many times their size.
  ///
  /// - Parameters:
  ///   - text: In UTF-8.
  ///   - parts: What is handed out; none lies inside of another.
  /// - Returns: The value, with an empty array or object in the place of each part.
  /// - Throws: As ``parse(_:mostValues:)``.
  package static func parse(
    _ text: [UInt8], handingOut parts: [JSONPart]
  ) throws(JSONSyntaxError) -> JSON {
    var parser = JSONParser(text: text, room: .max)
    parser.parts = parts
    parser.longestPath = parts.map(\.path.count).max() ?? 0
    return try parser.document()
  }
}

/// A part of a JSON text that is handed out and not kept.
package struct JSONPart {
  /// What is handed out.
  package enum Piece: Equatable {
    /// The part begins, perhaps again, since of equal keys the last counts.
    case start
    case element(JSON)
    case member(String, JSON)
  }

  let path: [String]
  let take: (Piece) -> Void

  /// Names a part.
  ///
  /// - Parameters:
  ///   - path: The keys that lead to it from the whole.
  ///   - take: Called with each piece.
  package init(_ path: [String], take: @escaping (Piece) -> Void) {
    self.path = path
    self.take = take
  }
}

/// A recursive descent parser of RFC 8259.
private struct JSONParser {
  let text: [UInt8]
  /// How many values may still come.
  var room: Int
  var index = 0
  var depth = 0
  /// What is not kept.
  var parts: [JSONPart] = []
  /// The keys of the longest way to one of them.
  var longestPath = 0
  /// The keys that lead to where the parser is, as far as they may lead to a part.
  var keys: [String] = []

  init(text: [UInt8], room: Int) {
    self.text = text
    self.room = room
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  mutating func document() throws(JSONSyntaxError) -> JSON {
    let value = try value()
    skipBlanks()
    guard index == text.count else { throw error("text after the value") }
    return value
  }

  func error(_ reason: String) -> JSONSyntaxError {
    JSONSyntaxError(offset: index, reason: reason)
  }

  var byte: UInt8? { index < text.count ? text[index] : nil }

  mutating func skipBlanks() {
    while index < text.count {
      switch text[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  mutating func take(_ expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    index += 1
    return true
  }

  mutating func value() throws(JSONSyntaxError) -> JSON {
    skipBlanks()
    guard let first = byte else { throw error("the text ends where a value should be") }
    guard room > 0 else { throw error("there are more values than are read") }
    room -= 1
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try nested()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("\(Self.shown(first)) where a value should be")
    }
  }

  mutating func nested() throws(JSONSyntaxError) -> JSON {
    depth += 1
    guard depth <= JSON.maximumDepth else {
      throw error("arrays and objects nest deeper than \(JSON.maximumDepth)")
    }
    defer { depth -= 1 }
    if take(UInt8(ascii: "[")) { return try array() }
    index += 1
    return try object()
  }

  /// Who takes the pieces of the array or object that begins here, if it is not kept.
  var taker: ((JSONPart.Piece) -> Void)? {
    guard keys.count == depth - 1, !parts.isEmpty else { return nil }
    return parts.first { $0.path == keys }?.take
  }

  mutating func array() throws(JSONSyntaxError) -> JSON {
    var elements: [JSON] = []
    let handOut = taker
    handOut?(.start)
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      let element = try value()
      if let handOut { handOut(.element(element)) } else { elements.append(element) }
      skipBlanks()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw error("\",\" or \"]\" is missing") }
    }
  }

  mutating func object() throws(JSONSyntaxError) -> JSON {
    var members: [String: JSON] = [:]
    let handOut = taker
    handOut?(.start)
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw error("a key in quotes is missing") }
      let key = try string()
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw error("\":\" is missing") }
      let mayLeadOn = keys.count == depth - 1 && keys.count < longestPath
      if mayLeadOn { keys.append(key) }
      let value = try value()
      if mayLeadOn { keys.removeLast() }
      if let handOut { handOut(.member(key, value)) } else { members[key] = value }
      skipBlanks()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw error("\",\" or \"}\" is missing") }
    }
  }

  mutating func literal(_ name: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
    let bytes = Array("\(name)".utf8)
    guard text[index...].starts(with: bytes) else { throw error("\"\(name)\" is misspelt") }
    index += bytes.count
    return value
  }

  static func shown(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte)
      ? "\"\(Character(UnicodeScalar(byte)))\"" : "byte 0x\(String(byte, radix: 16))"
  }
}

// MARK: Numbers

extension JSONParser {
  mutating func number() throws(JSONSyntaxError) -> JSON {
    let start = index
    _ = take(UInt8(ascii: "-"))
    let leadingZero = byte == UInt8(ascii: "0")
    let whole = try digits()
    guard !leadingZero || whole == 1 else { throw error("a number begins with 0") }
    var isInteger = true
    if take(UInt8(ascii: ".")) {
      isInteger = false
      _ = try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
      _ = try digits()
    }
    let lexeme = String(decoding: text[start..<index], as: UTF8.self)
    if isInteger, let value = Int(lexeme) { return .integer(value) }
    guard let value = Double(lexeme), value.isFinite else {
      throw error("the number \(lexeme.prefix(40)) is too large")
    }
    return .number(value)
  }

  /// Passes over digits, at least one, and gives how many.
  mutating func digits() throws(JSONSyntaxError) -> Int {
    let start = index
    while let digit = byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { index += 1 }
    guard index > start else { throw error("a digit is missing") }
    return index - start
  }
}

// MARK: Strings

extension JSONParser {
  mutating func string() throws(JSONSyntaxError) -> String {
    index += 1
    let start = index
    var unescaped: [UInt8] = []
    var copied = start
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        defer { index += 1 }
        if copied == start { return String(decoding: text[start..<index], as: UTF8.self) }
        unescaped += text[copied..<index]
        return String(decoding: unescaped, as: UTF8.self)
      case UInt8(ascii: "\\"):
        unescaped += text[copied..<index]
        try escape(into: &unescaped)
        copied = index
      case 0..<0x20:
        throw error("a control character must be escaped in a string")
      default:
        index += 1
      }
    }
    throw error("a string has no end")
  }

  mutating func escape(into bytes: inout [UInt8]) throws(JSONSyntaxError) {
    index += 1
    guard let kind = byte else { throw error("a string has no end") }
    index += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): bytes += UTF8.bytes(of: try unicodeEscape())
    default: throw error("there is no escape \\\(Self.shown(kind))")
    }
  }

  /// Reads the digits of `\u` and, behind a high surrogate, a second escape.
  mutating func unicodeEscape() throws(JSONSyntaxError) -> UnicodeScalar {
    let unit = try hexadecimalUnit()
    if let scalar = UnicodeScalar(unit) { return scalar }
    let replacement: UnicodeScalar = "\u{FFFD}"
    guard UTF16.isLeadSurrogate(UInt16(unit)),
      text[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    else { return replacement }
    let behindHigh = index
    index += 2
    let low = try hexadecimalUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = UnicodeScalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else {
      index = behindHigh
      return replacement
    }
    return scalar
  }

  mutating func hexadecimalUnit() throws(JSONSyntaxError) -> UInt32 {
    guard index + 4 <= text.count, let unit = hexadecimalNumber(text[index..<index + 4])
    else { throw error("\\u needs four hexadecimal digits") }
    index += 4
    return unit
  }
}

extension UTF8 {
  fileprivate static func bytes(of scalar: UnicodeScalar) -> some Sequence<UInt8> {
    UTF8.encode(scalar).map { Array($0) } ?? []
  }
}
