extension JSON {
  /// Makes a JSON value of any encodable one.
  package init(encoding value: some Encodable) {
    let encoder = JSONValueEncoder()
    encoder.encode(value)
    self = encoder.slot.value
  }
}

/// `Encoder` that builds a value; containers write through the slot they were given.
struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
  /// Where the value is put; an object, since containers outlive the call that made them.
  final class Slot {
    var value: JSON = .null
    /// Filled by containers, read when the slot is.
    var members: [String: Slot]?
    var elements: [Slot]?

    /// The value with all that was written into its containers.
    var resolved: JSON {
      if let members { return .object(members.mapValues(\.resolved)) }
      if let elements { return .array(elements.map(\.resolved)) }
      return value
    }
  }

  let slot = Slot()
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
    if slot.members == nil { slot.members = [:] }
    return KeyedEncodingContainer(JSONKeyedEncoding(slot: slot))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if slot.elements == nil { slot.elements = [] }
    return JSONUnkeyedEncoding(slot: slot)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { slot.value = .null }
  func encode(_ value: Bool) { slot.value = .bool(value) }
  func encode(_ value: String) { slot.value = .string(value) }
  func encode(_ value: Double) { slot.value = .number(value) }
  func encode(_ value: Float) { slot.value = .number(Double(value)) }
  func encode(_ value: Int) { slot.value = .integer(value) }
  func encode(_ value: Int8) { slot.value = .integer(Int(value)) }
  func encode(_ value: Int16) { slot.value = .integer(Int(value)) }
  func encode(_ value: Int32) { slot.value = .integer(Int(value)) }
  func encode(_ value: Int64) { slot.value = .integer(Int(value)) }
  func encode(_ value: UInt8) { slot.value = .integer(Int(value)) }
  func encode(_ value: UInt16) { slot.value = .integer(Int(value)) }
  func encode(_ value: UInt32) { slot.value = .integer(Int(value)) }
  func encode(_ value: UInt) { encode(UInt64(value)) }
  func encode(_ value: UInt64) {
    slot.value = Int(exactly: value).map { .integer($0) } ?? .number(Double(value))
  }

  func encode<Value: Encodable>(_ value: Value) {
    switch value {
    case let value as JSON: slot.value = value
    // The two long arrays of the protocol, without a container call an element.
    case let ids as [UInt32]: slot.value = .array(ids.map { .integer(Int($0)) })
    case let floats as [Float]: slot.value = .array(floats.map { .number(Double($0)) })
    default:
      // Our encoder itself never throws, and the wire types add no errors of their own.
      try? value.encode(to: self)
      slot.value = slot.resolved
      slot.members = nil
      slot.elements = nil
    }
  }
}

private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: JSONValueEncoder.Slot
  var codingPath: [any CodingKey] { [] }

  func member(_ key: Key) -> JSONValueEncoder {
    let encoder = JSONValueEncoder()
    slot.members?[key.stringValue] = encoder.slot
    return encoder
  }

  func encodeNil(forKey key: Key) { member(key).encodeNil() }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) { member(key).encode(value) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
    -> KeyedEncodingContainer<Nested>
  {
    member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    member(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    let encoder = JSONValueEncoder()
    slot.members?["super"] = encoder.slot
    return encoder
  }

  func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

private struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
  let slot: JSONValueEncoder.Slot
  var codingPath: [any CodingKey] { [] }
  var count: Int { slot.elements?.count ?? 0 }

  func element() -> JSONValueEncoder {
    let encoder = JSONValueEncoder()
    slot.elements?.append(encoder.slot)
    return encoder
  }

  func encodeNil() { element().encodeNil() }
  func encode<Value: Encodable>(_ value: Value) { element().encode(value) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type)
    -> KeyedEncodingContainer<Nested>
  {
    element().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }
  func superEncoder() -> any Encoder { element() }
}
