/// A JSON value that is not what was asked for.
package struct JSONMismatch: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where in the value: `textDocument.uri`, `tokenizers[1]`; empty for the whole.
  package var path: String
  package var problem: String

  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  package var description: String { path.isEmpty ? problem : "\(path) \(problem)" }
}

extension JSON {
  /// Reads a value of a type from this one.
  ///
  /// - Throws: ``JSONMismatch`` that names the member and what it should be.
  package func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(JSONMismatch)
    -> Value
  {
    do {
      return try JSONValueDecoder(value: self, codingPath: []).decode(type)
    } catch let mismatch as JSONMismatch {
      throw mismatch
    } catch {
      throw JSONMismatch(path: "", problem: "\(error)")
    }
  }
}

/// `Decoder` over a parsed value; all three containers read the same value.
struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
  let value: JSON
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch("is not an object") }
    return KeyedDecodingContainer(JSONKeyedDecoding(members: members, decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch("is not an array") }
    return JSONUnkeyedDecoding(elements: elements, decoder: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func mismatch(_ problem: String) -> JSONMismatch {
    var path = ""
    for key in codingPath {
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return JSONMismatch(path: path, problem: problem)
  }

  func nested(_ value: JSON, _ key: any CodingKey) -> JSONValueDecoder {
    JSONValueDecoder(value: value, codingPath: codingPath + [key])
  }

  func decodeNil() -> Bool { value == .null }

  func decode(_: Bool.Type) throws -> Bool {
    guard case .bool(let flag) = value else { throw mismatch("is not true or false") }
    return flag
  }

  func decode(_: String.Type) throws -> String {
    guard case .string(let text) = value else { throw mismatch("is not a string") }
    return text
  }

  func decode(_: Double.Type) throws -> Double {
    switch value {
    case .integer(let number): return Double(number)
    case .number(let number): return number
    default: throw mismatch("is not a number")
    }
  }

  func decode(_: Float.Type) throws -> Float { Float(try decode(Double.self)) }

  private func integer<Number: FixedWidthInteger>(_: Number.Type) throws -> Number {
    guard let integer = value.integer else { throw mismatch("is not an integer") }
    guard let number = Number(exactly: integer) else { throw mismatch("is out of range") }
    return number
  }

  func decode(_: Int.Type) throws -> Int { try integer(Int.self) }
  func decode(_: Int8.Type) throws -> Int8 { try integer(Int8.self) }
  func decode(_: Int16.Type) throws -> Int16 { try integer(Int16.self) }
  func decode(_: Int32.Type) throws -> Int32 { try integer(Int32.self) }
  func decode(_: Int64.Type) throws -> Int64 { try integer(Int64.self) }
  func decode(_: UInt.Type) throws -> UInt { try integer(UInt.self) }
  func decode(_: UInt8.Type) throws -> UInt8 { try integer(UInt8.self) }
  func decode(_: UInt16.Type) throws -> UInt16 { try integer(UInt16.self) }
  func decode(_: UInt32.Type) throws -> UInt32 { try integer(UInt32.self) }
  func decode(_: UInt64.Type) throws -> UInt64 { try integer(UInt64.self) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try Value(from: self)
    } catch DecodingError.dataCorrupted {
      // What Swift throws for a raw value that no case of an enumeration has.
      let names = (type as? any CaseIterable.Type).map(caseNames) ?? []
      throw mismatch(
        names.isEmpty ? "has no such value" : "is none of \(names.joined(separator: ", "))")
    }
  }
}

/// The names of an enumeration's cases, as they stand in JSON.
private func caseNames(_ type: any CaseIterable.Type) -> [String] {
  func names<Cases: CaseIterable>(_: Cases.Type) -> [String] {
    Cases.allCases.compactMap { ($0 as? any RawRepresentable<String>)?.rawValue }
  }
  return names(type)
}

/// An element's place in an array, for paths.
struct JSONIndex: CodingKey {
  var intValue: Int?
  var stringValue: String { intValue.map(String.init) ?? "" }

  init(intValue: Int) { self.intValue = intValue }
  init?(stringValue: String) { nil }
}

private struct JSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: [String: JSON]
  let decoder: JSONValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

  func member(_ key: Key) throws -> JSONValueDecoder {
    guard let value = members[key.stringValue] else {
      throw decoder.nested(.null, key).mismatch("is missing")
    }
    return decoder.nested(value, key)
  }

  func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try member(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    try member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try member(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

private struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
  let elements: [JSON]
  let decoder: JSONValueDecoder
  var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  init(elements: [JSON], decoder: JSONValueDecoder) {
    self.elements = elements
    self.decoder = decoder
  }

  mutating func next() throws -> JSONValueDecoder {
    guard !isAtEnd else { throw decoder.mismatch("has too few elements") }
    defer { currentIndex += 1 }
    return decoder.nested(elements[currentIndex], JSONIndex(intValue: currentIndex))
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next().decode(type)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}
