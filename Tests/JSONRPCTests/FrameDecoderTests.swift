import JSONRPC
import TestSupport
import Testing

struct FrameDecoderTests {
  /// The frames of a stream, fed in pieces of a given size.
  private func frames(
    _ stream: String, pieces: Int = .max, limits: FramingLimits = FramingLimits()
  ) -> [Frame] {
    var decoder = FrameDecoder(limits: limits)
    var frames: [Frame] = []
    var rest = Array(stream.utf8)[...]
    while !rest.isEmpty {
      decoder.append(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
      while let frame = decoder.next() { frames.append(frame) }
    }
    if let last = decoder.finish() { frames.append(last) }
    return frames
  }

  private func message(_ text: String) -> Frame { .message(Array(text.utf8)) }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `finds one message a line`(pieces: Int) {
    #expect(
      frames("\n {\"a\":1}\r\n\n[2]\n{}", pieces: pieces)
        == [message(" {\"a\":1}\r"), message("[2]"), message("{}")])
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `finds messages behind headers`(pieces: Int) {
    let stream =
      "Content-Length: 2\r\n\r\n{}content-length:3\nContent-Type: x; charset=utf8\n\n[1]"
      + "\r\nCONTENT-LENGTH:  0\r\n\r\nContent-Length: 4\r\n\r\nnull"
    #expect(
      frames(stream, pieces: pieces)
        == [message("{}"), message("[1]"), message(""), message("null")])
  }

  @Test(arguments: [1, 5, 1000])
  func `goes on after a bad header`(pieces: Int) {
    let good = "Content-Length: 2\r\n\r\n{}"
    for bad in [
      "Content-Length: -5\r\n\r\n", "Content-Length: abc\r\n\r\n", "Content-Type: x\r\n\r\n",
      "what is this\r\n\r\n", "Content-Length: 99999999999999999999999\r\n\r\n",
    ] {
      let found = frames(bad + good, pieces: pieces)
      #expect(found.count == 2, "\(bad)")
      #expect(found.last == message("{}"), "\(bad)")
      guard case .malformed = found.first else {
        Issue.record("\(bad) gave \(found)")
        return
      }
    }
    #expect(frames("garbage\r\nmore\r\n" + good, pieces: pieces) == [message("{}")])
    #expect(frames("garbage" + good, pieces: pieces) == [message("{}")])
    #expect(frames("Content-Length : 2\r\n\r\n{}", pieces: pieces) == [message("{}")])
  }

  @Test(arguments: [1, 5, 1000])
  func `goes on after a bad header that has a body`(pieces: Int) {
    let good = "Content-Length: 2\r\n\r\n{}"
    let body = #"{"jsonrpc":"2.0","id":1}"#
    for bad in ["Content-Length: -5\r\n\r\n", "Content-Lenght: 24\r\n\r\n"] {
      let found = frames(bad + body + good + good, pieces: pieces)
      #expect(found.suffix(2) == [message("{}"), message("{}")], "\(bad)")
    }
    // A length that is too short leaves the rest of the body behind.
    let short = frames("Content-Length: 5\r\n\r\n" + body + good, pieces: pieces)
    #expect(short.last == message("{}"))
    let huge = frames("Content-Length: 99999999999\r\n\r\n" + body + good, pieces: pieces)
    #expect(huge.first == .oversized(bytes: 99_999_999_999, limit: 64 << 20))
    #expect(huge.last == message("{}"))
  }

  @Test func `a byte order mark is passed over`() {
    #expect(frames("\u{FEFF}{}\n") == [message("{}")])
    #expect(frames("\u{FEFF}Content-Length: 2\r\n\r\n{}") == [message("{}")])
  }

  @Test(arguments: [1, 5, 1000])
  func `passes over a message that is too long`(pieces: Int) {
    var limits = FramingLimits()
    limits.messageBytes = 10
    let long = String(repeating: "x", count: 20)
    #expect(
      frames(
        "Content-Length: 20\r\n\r\n\(long)Content-Length: 2\r\n\r\n{}", pieces: pieces,
        limits: limits)
        == [.oversized(bytes: 20, limit: 10), message("{}")])
    let lines = frames("{\(long)}\n{}\n", pieces: pieces, limits: limits)
    #expect(lines.count == 2)
    #expect(lines.last == message("{}"))
  }

  @Test func `a claimed length allocates nothing`() {
    var limits = FramingLimits()
    limits.messageBytes = .max
    var decoder = FrameDecoder(limits: limits)
    decoder.append("Content-Length: 9000000000000000000\r\n\r\nabc".utf8)
    #expect(decoder.next() == nil)
    #expect(decoder.isInsideFrame)
  }

  @Test func `refuses a header without an end`() {
    let found = frames("X" + String(repeating: "y", count: 20_000))
    guard case .malformed(let reason) = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(reason.contains("8192"))
  }

  @Test func `gives the same frames whatever the pieces, header parts that are too long included`()
  {
    let lines = [
      "X: y\r\n", "garbage\n", "Content-Length: 2\r\n", "\r\n", "{}", "zzzzzzzzzzzzzzzzzzzz",
    ]
    var limits = FramingLimits()
    limits.headerBytes = 40
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let stream = (0..<12).map { _ in lines.randomElement(using: &random) ?? "" }.joined()
      let found = [1, 3, 7, 1000].map { frames(stream, pieces: $0, limits: limits) }
      #expect(found.allSatisfy { $0 == found[0] }, "\(stream)")
    }
  }

  @Test func `knows when the stream stopped inside a frame`() {
    var decoder = FrameDecoder()
    decoder.append("Content-Length: 10\r\n\r\n{}".utf8)
    #expect(decoder.next() == nil)
    #expect(decoder.isInsideFrame)
  }

  @Test func `frames what goes out`() {
    #expect(Framing.lines.frame(Array("{}".utf8)) == Array("{}\n".utf8))
    #expect(
      Framing.headers.frame(Array("\"é\"".utf8)) == Array("Content-Length: 4\r\n\r\n\"é\"".utf8))
  }
}
