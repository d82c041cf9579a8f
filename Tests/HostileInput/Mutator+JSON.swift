extension Mutator {
  /// Puts other values, members and elements in the place of those that are there, so that most of
  /// what comes out is JSON still and passes the first checks of its reader.
  ///
  /// - Returns: Whether there was JSON.
  mutating func changeJSON(_ bytes: inout [UInt8]) -> Bool {
    let outline = JSONOutline(bytes)
    guard let place = pick(outline) else { return false }
    switch number(below: 8) {
    case 0...2: bytes.replaceSubrange(place.value, with: donor(like: bytes[place.value], bytes))
    case 3: bytes.replaceSubrange(place.value, with: hardValue())
    case 4: remove(place, from: &bytes)
    case 5: bytes.insert(contentsOf: [0x2C] + bytes[place.whole], at: place.whole.upperBound)
    case 6: insert(behind: place, in: &bytes)
    default: changeInside(place, &bytes)
    }
    return true
  }

  /// A place; what is one of few is found more often than what is one of many.
  private mutating func pick(_ outline: JSONOutline) -> JSONOutline.Place? {
    var parent: Int?
    while true {
      let children = outline.children(of: parent)
      guard !children.isEmpty else { break }
      let child = children[number(below: children.count)]
      parent = child
      if number(below: 5) == 0 { break }
    }
    return parent.map { outline.places[$0] }
  }

  /// A value of this or another input, mostly of the same kind.
  private mutating func donor(like value: ArraySlice<UInt8>, _ bytes: [UInt8]) -> [UInt8] {
    var found: [UInt8] = []
    for _ in 0..<6 {
      let source = number(below: 2) == 0 ? bytes : anySeed()
      guard let place = pick(JSONOutline(source)) else { continue }
      found = Array(source[place.value])
      if found.first == value.first { break }
    }
    return found
  }

  /// Puts another member, or another element, behind one.
  private mutating func insert(behind place: JSONOutline.Place, in bytes: inout [UInt8]) {
    let seed = anySeed()
    for _ in 0..<6 {
      guard let other = pick(JSONOutline(seed)), (other.key == nil) == (place.key == nil) else {
        continue
      }
      bytes.insert(contentsOf: [0x2C] + seed[other.whole], at: place.whole.upperBound)
      return
    }
  }

  private func remove(_ place: JSONOutline.Place, from bytes: inout [UInt8]) {
    var range = place.whole
    if range.upperBound < bytes.count, bytes[range.upperBound] == 0x2C {
      range = range.lowerBound..<range.upperBound + 1
    } else if range.lowerBound > 0, bytes[range.lowerBound - 1] == 0x2C {
      range = range.lowerBound - 1..<range.upperBound
    }
    bytes.removeSubrange(range)
  }

  private mutating func hardValue() -> [UInt8] {
    let values = [
      "null", "true", "false", "\"\"", "[]", "{}", "0", "-1", "1.5", "1e300", "\"\\u0000\"",
      "\(Self.numbers[number(below: Self.numbers.count)])", "[[[[]]]]", "\"\\ud800\"",
      "{\"\":null}",
    ]
    return Array(values[number(below: values.count)].utf8)
  }

  /// Changes the letters of a string, or the digits of a number.
  private mutating func changeInside(_ place: JSONOutline.Place, _ bytes: inout [UInt8]) {
    let value = place.value
    guard bytes[value.lowerBound] == 0x22, value.count >= 2 else {
      if value.count < 24 { bytes.replaceSubrange(value, with: Array("\(number(below: 9))".utf8)) }
      return
    }
    let at = value.lowerBound + 1 + number(below: value.count - 1)
    let piece = anyWord().filter { $0 != 0x22 && $0 != 0x5C }
    switch number(below: 3) {
    case 0: bytes.insert(contentsOf: piece, at: at)
    case 1: bytes.replaceSubrange(value.lowerBound + 1..<value.upperBound - 1, with: piece)
    default: bytes.removeSubrange(at..<min(value.upperBound - 1, at + 1 + number(below: 4)))
    }
  }
}
