/// Where the values of JSON stand in any bytes: what is no JSON is passed over, and what has no end
/// ends with the bytes.
struct JSONOutline {
  /// A value, or a member of an object.
  struct Place {
    var value: Range<Int>
    /// Where the key begins of a value that has one.
    var key: Int?
    /// The array or object around it.
    var parent: Int?

    /// The value, its key with it.
    var whole: Range<Int> { (key ?? value.lowerBound)..<value.upperBound }
  }

  /// In the order in which they begin.
  private(set) var places: [Place] = []
  private let bytes: [UInt8]
  private var index = 0
  private var open: [Int] = []
  private var key: Int?

  /// Finds the values.
  ///
  /// - Complexity: One pass.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    while index < bytes.count { step() }
  }

  /// The places inside of one, or those that are in none.
  func children(of parent: Int?) -> [Int] { places.indices.filter { places[$0].parent == parent } }

  private mutating func step() {
    let start = index
    index += 1
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      note(start..<bytes.count)
      open.append(places.count - 1)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      guard let last = open.popLast() else { return }
      places[last].value = places[last].value.lowerBound..<index
    case UInt8(ascii: "\""):
      passString()
      if isBeforeColon { key = start } else { note(start..<index) }
    case let byte where Self.isPlain(byte):
      while index < bytes.count, Self.isPlain(bytes[index]) { index += 1 }
      note(start..<index)
    case UInt8(ascii: ","), 0x0A: key = nil
    default: break
    }
  }

  private mutating func note(_ value: Range<Int>) {
    places.append(Place(value: value, key: key, parent: open.last))
    key = nil
  }

  private mutating func passString() {
    while index < bytes.count {
      let byte = bytes[index]
      index += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { break }
    }
    index = min(index, bytes.count)
  }

  private var isBeforeColon: Bool {
    bytes[index...].first { ![0x20, 0x09].contains($0) } == UInt8(ascii: ":")
  }

  /// Whether a byte is part of a number, `true`, `false` or `null`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }
}
