/// What a JSON string spells, with the place of every byte.
enum JSONString {
  /// Reads a string.
  ///
  /// - Parameters:
  ///   - bytes: The document.
  ///   - range: With the quotes, of which the closing one may be missing.
  /// - Returns: Without escapes in it, a text that stands in the document as it is.
  static func text(_ bytes: [UInt8], _ range: Range<Int>) -> MappedText {
    var inside = range.lowerBound + 1..<range.upperBound
    if isClosed(bytes, range) { inside = inside.lowerBound..<inside.upperBound - 1 }
    guard bytes[inside].contains(UInt8(ascii: "\\")) else { return MappedText(verbatim: inside) }
    var decoded: [UInt8] = []
    var runs: [MappedText.Run] = []
    var offset = inside.lowerBound
    var isNew = true
    while offset < inside.upperBound {
      guard bytes[offset] == UInt8(ascii: "\\") else {
        if isNew { runs.append(.init(text: decoded.count, source: offset, isEscape: false)) }
        isNew = false
        decoded.append(bytes[offset])
        offset += 1
        continue
      }
      runs.append(.init(text: decoded.count, source: offset, isEscape: true))
      isNew = true
      offset += appendEscape(bytes[offset..<inside.upperBound], to: &decoded)
    }
    return MappedText(source: inside, decoded: decoded, runs: runs)
  }

  /// Whether the last byte is a quote that closes the string, and no escaped one.
  private static func isClosed(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count >= 2, bytes[range.upperBound - 1] == UInt8(ascii: "\"") else { return false }
    let inside = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
    return inside.reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
  }

  /// Appends what an escape stands for; gives the bytes that spell it.
  private static func appendEscape(_ rest: ArraySlice<UInt8>, to decoded: inout [UInt8]) -> Int {
    guard let kind = rest.dropFirst().first else { return 1 }
    let simple: [UInt8: UInt8] = [0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x62: 0x08, 0x66: 0x0C]
    guard kind == UInt8(ascii: "u") else {
      decoded.append(simple[kind] ?? kind)
      return 2
    }
    guard let unit = hexadecimal(rest.dropFirst(2)) else { return min(rest.count, 2) }
    var scalar = Unicode.Scalar(unit)
    var length = 6
    let second = rest.dropFirst(6)
    if 0xD800..<0xDC00 ~= unit, second.starts(with: "\\u".utf8),
      let low = hexadecimal(second.dropFirst(2)), 0xDC00..<0xE000 ~= low
    {
      scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      length = 12
    }
    decoded += Array(String(scalar ?? "\u{FFFD}").utf8)
    return length
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
    let four = digits.prefix(4)
    guard four.count == 4, !four.contains(UInt8(ascii: "+")), !four.contains(UInt8(ascii: "-"))
    else { return nil }
    return UInt32(String(decoding: four, as: UTF8.self), radix: 16)
  }
}
