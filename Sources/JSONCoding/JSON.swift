/// Any JSON value (RFC 8259).
///
/// Why our own and not Foundation's coders: those refuse a whole message for one lone surrogate
/// escape, say neither where a text is wrong nor which number does not fit, cost 330 ns an integer
/// on the way out, and bring start-up time that a one-shot `promptls count` would pay.
package enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that fits.
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])
}

extension JSON {
  /// The value of a key, or nil where this is no object or has no such key.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The string this is, or nil.
  package var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// The integer this is, or nil; a number with a zero fraction counts.
  package var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number this is, rounded to the nearest double, or nil.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value this is, or nil.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements of the array this is, or nil.
  package var array: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members of the object this is, or nil.
  package var object: [String: JSON]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// An array of strings.
  package static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  /// What kind of value this is, in words for messages.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

extension JSON: Codable {
  package init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? JSONValueDecoder else {
      throw JSONMismatch(path: "", problem: "a JSON value can be read from JSON only")
    }
    self = decoder.value
  }

  package func encode(to encoder: any Encoder) throws {
    guard let encoder = encoder as? JSONValueEncoder else {
      throw JSONMismatch(path: "", problem: "a JSON value can be written to JSON only")
    }
    encoder.slot.value = self
  }
}
