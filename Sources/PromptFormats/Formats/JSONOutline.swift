/// A JSON value with the places of its strings, read tolerantly.
///
/// Not `JSONCoding`: that one gives values and refuses what is malformed; here places are wanted, and
/// a text that is half typed. A string that is not closed ends with its line; what cannot begin a
/// value is passed over.
indirect enum JSONOutline {
  /// The range includes the quotes, the closing one only if it is there.
  case string(Range<Int>)
  case object([(key: Range<Int>, value: JSONOutline)], Range<Int>)
  case array([JSONOutline])
  case other
}

/// Reads one value after another.
struct JSONOutlineReader {
  private let bytes: [UInt8]
  private let end: Int
  private(set) var offset: Int
  /// Deeper values are passed over, so that no text can exhaust the stack.
  private static let deepest = 128

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Reads the next value; nil at the end.
  mutating func next(depth: Int = 0) -> JSONOutline? {
    while offset < end {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        return .string(string())
      case UInt8(ascii: "{"):
        offset += 1
        return depth < Self.deepest ? object(depth) : .other
      case UInt8(ascii: "["):
        offset += 1
        return depth < Self.deepest ? array(depth) : .other
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth == 0 else { return nil }
        offset += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        offset += 1
      case let byte where isWhiteSpace(byte):
        offset += 1
      default:
        skipWord()
        return .other
      }
    }
    return nil
  }

  private mutating func object(_ depth: Int) -> JSONOutline {
    let start = offset - 1
    var members: [(key: Range<Int>, value: JSONOutline)] = []
    while case let key? = next(depth: depth + 1) {
      guard case .string(let name) = key else { continue }
      skipWhiteSpace()
      // A key without a value: the next string is a key again.
      guard offset < end, bytes[offset] == UInt8(ascii: ":") else { continue }
      offset += 1
      skipWhiteSpace()
      guard offset < end, bytes[offset] != UInt8(ascii: ",") else { continue }
      guard let value = next(depth: depth + 1) else { break }
      members.append((name, value))
    }
    close()
    return .object(members, start..<offset)
  }

  private mutating func array(_ depth: Int) -> JSONOutline {
    var elements: [JSONOutline] = []
    while let element = next(depth: depth + 1) { elements.append(element) }
    close()
    return .array(elements)
  }

  /// Passes over a closing bracket; over the wrong one too, as somebody mistyped it.
  private mutating func close() {
    if offset < end { offset += 1 }
  }

  private mutating func string() -> Range<Int> {
    let start = offset
    offset += 1
    while offset < end {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        offset += 1
        return start..<offset
      case UInt8(ascii: "\\"): offset = min(offset + 2, end)
      case 0x0A: return start..<offset
      default: offset += 1
      }
    }
    return start..<offset
  }

  private mutating func skipWhiteSpace() {
    while offset < end, isWhiteSpace(bytes[offset]) { offset += 1 }
  }

  private mutating func skipWord() {
    let stops = Array("\"{}[],: \n\r\t".utf8)
    repeat { offset += 1 } while offset < end && !stops.contains(bytes[offset])
  }
}
