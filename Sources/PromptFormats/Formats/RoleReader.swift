/// Messages that begin with a line that names their role: `system:`, or `{{role "system"}}`.
///
/// What reads such files takes the white space off both ends of a message; a text without any role
/// is one prompt.
enum RoleReader {
  private static let roles = [
    "system", "user", "assistant", "developer", "tool", "function", "model",
  ]

  static func parts(
    in bytes: [UInt8], from start: Int, _ ending: PromptEnding
  ) -> [PromptPart] {
    let marks = LineRanges(of: bytes, from: start).compactMap { line in
      role(bytes[line]).map {
        (name: $0.name, line: line.lowerBound, body: min($0.body, bytes.count))
      }
    }
    guard let first = marks.first else {
      let end = ending.end(of: start..<max(start, bytes.count)) { bytes[$0] }
      let text = MappedText(verbatim: start..<end)
      return [PromptPart(name: "", outline: start..<end, text: text, isOpen: true)]
    }
    var parts: [PromptPart] = []
    if let preamble = part("", start..<first.line, bytes, ending: .trim) { parts.append(preamble) }
    for (index, mark) in marks.enumerated() {
      let isLast = index + 1 == marks.count
      let end = isLast ? bytes.count : marks[index + 1].line
      let found = part(
        mark.name, mark.body..<max(mark.body, end), bytes, ending: isLast ? ending : .trim)
      if var found {
        found.outline = mark.line..<max(mark.line, found.text.source.upperBound)
        found.isOpen = isLast
        parts.append(found)
      }
    }
    return parts
  }

  private static func part(
    _ name: String, _ range: Range<Int>, _ bytes: [UInt8], ending: PromptEnding
  ) -> PromptPart? {
    var start = range.lowerBound
    while start < range.upperBound, isWhiteSpace(bytes[start]) { start += 1 }
    if name.isEmpty, start == range.upperBound { return nil }
    let end = ending.end(of: start..<range.upperBound) { bytes[$0] }
    let text = MappedText(verbatim: start..<end)
    return PromptPart(name: name, outline: start..<end, text: text, isOpen: false)
  }

  /// The role that a line names, and where the message begins behind it.
  private static func role(_ line: ArraySlice<UInt8>) -> (name: String, body: Int)? {
    let content = line.trimmed
    if content.last == UInt8(ascii: ":"), content.count <= 16 {
      let name = String(decoding: content.dropLast().trimmed, as: UTF8.self)
      return roles.contains(name) ? (name, line.endIndex + 1) : nil
    }
    guard content.starts(with: "{{".utf8) else { return nil }
    let inside = content.dropFirst(2).trimmed
    guard inside.starts(with: "role".utf8) else { return nil }
    let argument = inside.dropFirst(4).trimmed
    guard let quote = argument.first, quote == 0x22 || quote == 0x27,
      let end = argument.dropFirst().firstIndex(of: quote)
    else { return nil }
    let name = String(decoding: argument[(argument.startIndex + 1)..<end], as: UTF8.self)
    let rest = argument[(end + 1)...].trimmed
    return rest.starts(with: "}}".utf8) ? (name, rest.startIndex + 2) : nil
  }
}
