/// Cuts a stream of bytes into frames, in whatever pieces the bytes come.
///
/// The framing is found from the first byte that is not blank: `{` or `[` means one message a
/// line, anything else means headers. A claimed length allocates nothing: a message grows with the
/// bytes that really come. After a bad header the decoder goes on at the next `Content-Length`.
///
/// Source: LSP 3.18 "Base Protocol"; header names are compared without case, as HTTP's are
/// (RFC 9110 section 5.1), and lines may end in a line feed alone.
package struct FrameDecoder {
  /// The framing in use, or nil until the first byte that is not blank.
  package private(set) var framing: Framing?
  private let limits: FramingLimits
  private var buffer: [UInt8] = []
  /// Everything before this index of ``buffer`` has been used.
  private var start = 0
  /// Where the search for a line end goes on, so that slow bytes are not searched again.
  private var searched = 0
  private var state = State.header
  private var headerPart = HeaderPart()
  /// Whether the first byte has been seen that is not of a byte order mark, which only a stream begins with.
  private var hasBegun = false

  private enum State {
    case header
    case body(length: Int)
    /// A message over the limit: this many bytes are still to be thrown away.
    case skippingBytes(Int)
    /// A line over the limit: thrown away up to its end.
    case skippingLine
  }

  /// What the lines of a header part said that were read, before the blank one that ends it.
  private struct HeaderPart {
    /// Bytes of the lines, their ends included.
    var size = 0
    var length: Int?
    var trouble: String?
  }

  /// Makes a decoder.
  ///
  /// - Parameters:
  ///   - framing: The framing to use; nil to find it from the first byte.
  ///   - limits: What is refused.
  package init(framing: Framing? = nil, limits: FramingLimits = FramingLimits()) {
    self.framing = framing
    self.limits = limits
  }

  /// Whether the stream stopped in the middle of a frame.
  package var isInsideFrame: Bool {
    if case .header = state {
      return headerPart.size > 0 || buffer[start...].contains { !Self.isBlank($0) }
    }
    return true
  }

  /// Takes in more bytes of the stream.
  package mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > 0 {
      buffer.removeSubrange(..<start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Gives the next frame that is complete, or nil until more bytes come.
  package mutating func next() -> Frame? {
    guard let framing = framing ?? detect() else { return nil }
    return switch framing {
    case .lines: nextLine()
    case .headers: nextHeadedMessage()
    }
  }

  /// Takes what is left at the end of the stream: a last line may lack its line feed.
  package mutating func finish() -> Frame? {
    if let frame = next() { return frame }
    guard framing == .lines, case .header = state, isInsideFrame else { return nil }
    defer { start = buffer.count }
    return .message(Array(buffer[start...]))
  }

  private mutating func detect() -> Framing? {
    if !hasBegun {
      let head = buffer[start...]
      if head.starts(with: Self.byteOrderMark) {
        start += Self.byteOrderMark.count
      } else if Self.byteOrderMark.starts(with: head) {
        // It may become one.
        return nil
      }
      hasBegun = true
    }
    guard let first = buffer[start...].firstIndex(where: { !Self.isBlank($0) }) else { return nil }
    let opensJSON = buffer[first] == UInt8(ascii: "{") || buffer[first] == UInt8(ascii: "[")
    framing = opensJSON ? .lines : .headers
    return framing
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
  }
}

// MARK: One message a line

extension FrameDecoder {
  private mutating func nextLine() -> Frame? {
    while let end = endOfLine() {
      let line = buffer[start..<end]
      start = end + 1
      searched = start
      if case .skippingLine = state {
        state = .header
        continue
      }
      guard line.contains(where: { !Self.isBlank($0) }) else { continue }
      guard line.count <= limits.messageBytes else {
        return .oversized(bytes: line.count, limit: limits.messageBytes)
      }
      return .message(Array(line))
    }
    return refuseEndlessLine()
  }

  private mutating func refuseEndlessLine() -> Frame? {
    let pending = buffer.count - start
    guard pending > limits.messageBytes else { return nil }
    start = buffer.count
    searched = start
    if case .skippingLine = state { return nil }
    state = .skippingLine
    return .oversized(bytes: pending, limit: limits.messageBytes)
  }

  /// The index of the next line feed, or nil; remembers how far it has looked.
  private mutating func endOfLine() -> Int? {
    let end = buffer[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n"))
    searched = end ?? buffer.count
    return end
  }
}

// MARK: Header part and body

extension FrameDecoder {
  private mutating func nextHeadedMessage() -> Frame? {
    while true {
      switch state {
      case .header, .skippingLine:
        guard let header = nextHeader() else { return nil }
        if let refusal = begin(header) { return refusal }
      case .body(let length):
        guard buffer.count - start >= length else { return nil }
        let message = Array(buffer[start..<start + length])
        use(length)
        state = .header
        return .message(message)
      case .skippingBytes(let count):
        let skipped = min(count, buffer.count - start)
        use(skipped)
        guard skipped == count else {
          state = .skippingBytes(count - skipped)
          return nil
        }
        state = .header
      }
    }
  }

  private mutating func use(_ count: Int) {
    start += count
    searched = start
  }

  private enum Header {
    case length(Int)
    case bad(reason: String)
  }

  private mutating func begin(_ header: Header) -> Frame? {
    switch header {
    case .bad(let reason):
      return .malformed(reason: reason)
    case .length(let length) where length > limits.messageBytes:
      // What nobody would send is not waited for: the decoder looks for the next header at once.
      if length / 16 <= limits.messageBytes { state = .skippingBytes(length) }
      return .oversized(bytes: length, limit: limits.messageBytes)
    case .length(let length):
      state = .body(length: length)
      return nil
    }
  }

  /// Reads lines up to the blank one that ends a header part, each once, however slowly they come.
  ///
  /// A line that is no header field is passed over, so that the decoder finds the next good
  /// `Content-Length` after garbage; it is reported once the header part has ended.
  private mutating func nextHeader() -> Header? {
    while let end = endOfLine(), headerPart.size + end + 1 - start <= limits.headerBytes {
      var line = buffer[start..<end]
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      headerPart.size += end + 1 - start
      use(end + 1 - start)
      if line.isEmpty {
        let part = endHeaderPart()
        if part.length == nil, part.trouble == nil { continue }  // Blank lines between messages.
        if let length = part.length { return .length(length) }
        return .bad(reason: part.trouble ?? Self.lacksLength)
      }
      switch Self.field(line) {
      case .contentLength(let value): headerPart.length = value
      case .badLength(let reason):
        _ = endHeaderPart()
        return .bad(reason: reason)
      case .other: headerPart.trouble = headerPart.trouble ?? Self.lacksLength
      case .garbage(let reason): headerPart.trouble = reason
      }
    }
    let pending = buffer.count - start
    guard headerPart.size + pending > limits.headerBytes else { return nil }
    // Lines that were read are gone; the one that leads over the limit may be a new header's first.
    if endHeaderPart().size == 0 { use(limits.headerBytes + 1) }
    return .bad(reason: "the header part is longer than \(limits.headerBytes) bytes")
  }

  private static let lacksLength = "the header part has no Content-Length"

  private mutating func endHeaderPart() -> HeaderPart {
    defer { headerPart = HeaderPart() }
    return headerPart
  }

  private enum Field {
    case contentLength(Int)
    case badLength(String)
    case other
    case garbage(String)
  }

  private static func field(_ line: ArraySlice<UInt8>) -> Field {
    let text = String(decoding: line, as: UTF8.self)
    guard let value = contentLength(in: text) else {
      let isField = text.contains(":")
      return isField ? .other : .garbage("\"\(text.prefix(60))\" is no header field")
    }
    guard let length = Int(value), length >= 0, !value.hasPrefix("+") else {
      return .badLength("Content-Length \"\(value.prefix(60))\" is no length")
    }
    return .contentLength(length)
  }

  /// What stands behind the last `Content-Length:` of a line, or nil.
  ///
  /// It need not begin the line: behind a bad header stands a body that has no line end of its own,
  /// and the next header begins in the middle of what then looks like one line.
  private static func contentLength(in line: String) -> String? {
    let lowercased = line.lowercased()
    guard let name = lowercased.ranges(of: "content-length").last else { return nil }
    let rest = lowercased[name.upperBound...].filter { $0 != " " && $0 != "\t" }
    return rest.first == ":" ? String(rest.dropFirst()) : nil
  }
}
