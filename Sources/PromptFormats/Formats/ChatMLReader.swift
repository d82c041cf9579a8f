/// Messages of the form `<|im_start|>role`, a line break, the text, `<|im_end|>`.
///
/// Both marks are special tokens, which no token crosses: each message is a prompt of its own. One
/// that is not closed is where the model goes on.
enum ChatMLReader {
  static let begin = Array("<|im_start|>".utf8)
  static let end = Array("<|im_end|>".utf8)

  static func parts(in bytes: [UInt8], _ ending: PromptEnding) -> [PromptPart] {
    var parts: [PromptPart] = []
    var cursor = 0
    while let start = place(of: begin, in: bytes, from: cursor) {
      let roleStart = start + begin.count
      var roleEnd = roleStart
      while roleEnd < bytes.count, bytes[roleEnd] != 0x0A, bytes[roleEnd] != UInt8(ascii: "<") {
        roleEnd += 1
      }
      let name = String(decoding: bytes[roleStart..<roleEnd].trimmed, as: UTF8.self)
      let hasBody = roleEnd < bytes.count && bytes[roleEnd] == 0x0A
      let body = hasBody ? roleEnd + 1 : roleEnd
      let next = place(of: begin, in: bytes, from: body) ?? bytes.count
      let close = place(of: end, in: bytes, from: body, to: next)
      let isOpen = close == nil && next == bytes.count
      // The line break behind an open message's role is the template's, which the model wants.
      let stop = close ?? (isOpen ? ending.end(of: body..<next) { bytes[$0] } : next)
      parts.append(
        PromptPart(
          name: name, outline: start..<(close.map { $0 + end.count } ?? stop),
          text: MappedText(verbatim: body..<stop), isOpen: isOpen))
      cursor = next
    }
    return parts
  }

  private static func place(
    of mark: [UInt8], in bytes: [UInt8], from start: Int, to limit: Int? = nil
  ) -> Int? {
    var index = start
    while index + mark.count <= limit ?? bytes.count {
      if bytes[index] == mark[0], bytes[index...].starts(with: mark) { return index }
      index += 1
    }
    return nil
  }
}
