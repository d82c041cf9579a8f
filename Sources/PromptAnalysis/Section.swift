package import Text

/// A stretch of a prompt with a name: what a Markdown heading stands over.
package struct Section: Equatable, Sendable {
  /// The heading without its marks.
  package var name: String
  /// 1 for `#`, 6 for `######`.
  package var level: Int
  /// The bytes of the heading's line, without its line break.
  package var heading: Range<Int>
  /// The bytes from the heading to the next of its level or a higher one.
  package var range: Range<Int>
}

extension Section {
  /// The sections of a text, in order; those of lower levels lie inside those of higher ones.
  ///
  /// Lines in fenced code are no headings.
  ///
  /// - Complexity: O(*n*).
  ///
  /// Source: CommonMark 0.31 sections 4.2 (ATX headings) and 4.5 (fenced code blocks).
  package static func all(in text: DocumentTree) -> [Section] {
    var sections: [Section] = []
    var fence: UInt8?
    let bytes = text.bytes
    for line in text.ranges(ofLines: 0..<text.lineCount) {
      let content = bytes[line].trimmingLineBreak
      if let marker = fenceMarker(content) {
        fence = fence == nil ? marker : fence == marker ? nil : fence
      } else if fence == nil, let (level, name) = heading(content) {
        sections.append(
          Section(
            name: name, level: level,
            heading: line.lowerBound..<line.lowerBound + content.count,
            range: line.lowerBound..<bytes.count))
      }
    }
    for index in sections.indices {
      let next = sections[(index + 1)...].first { $0.level <= sections[index].level }
      if let next {
        sections[index].range = sections[index].range.lowerBound..<next.range.lowerBound
      }
    }
    return sections
  }

  /// The level and the name of a heading, or nil.
  private static func heading(_ line: ArraySlice<UInt8>) -> (level: Int, name: String)? {
    let marks = line.prefix { $0 == UInt8(ascii: "#") }
    let rest = line.dropFirst(marks.count)
    guard 1...6 ~= marks.count, rest.first.map({ $0 == 0x20 || $0 == 0x09 }) ?? true else {
      return nil
    }
    let name = rest.drop { $0 == 0x20 || $0 == 0x09 }
    return (marks.count, String(decoding: name, as: UTF8.self))
  }

  /// The character that a fence is made of, or nil.
  private static func fenceMarker(_ line: ArraySlice<UInt8>) -> UInt8? {
    [UInt8(ascii: "`"), UInt8(ascii: "~")].first { marker in
      line.prefix { $0 == marker }.count >= 3
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate var trimmingLineBreak: ArraySlice<UInt8> {
    var line = self
    while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
    return line
  }
}
