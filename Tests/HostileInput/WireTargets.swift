import JSONCoding
import JSONRPC

extension HostileTarget {
  /// A byte that says how the stream is read, and the stream.
  static let frames = HostileTarget(
    name: "frames",
    words: ["Content-Length: ", "\r\n\r\n", "Content-Type: x\r\n", "content-length:", "\u{FEFF}"],
    holdsJSON: true,
    seeds: { streams },
    run: { bytes in
      guard let choice = bytes.first else { return false }
      let stream = Array(bytes.dropFirst())
      let framing: Framing? = [nil, .lines, .headers, nil][Int(choice & 3)]
      let whole = frames(of: stream, framing, FramingLimits(), cuts: 0)
      for cuts in [1, UInt64(choice)] {
        let cut = frames(of: stream, framing, FramingLimits(), cuts: cuts)
        try BrokenPromise.check(cut == whole, "in pieces \(cut), whole \(whole)")
      }
      var limits = FramingLimits()
      (limits.headerBytes, limits.messageBytes) = (64, 96)
      for frame in frames(of: stream, framing, limits, cuts: UInt64(choice)) {
        guard case .message(let message) = frame else { continue }
        try BrokenPromise.check(message.count <= 96, "\(message.count) bytes are over the limit")
      }
      for case .message(let message) in whole { try read(message) }
      return whole.contains { if case .message = $0 { true } else { false } }
    })

  private static func frames(
    of stream: [UInt8], _ framing: Framing?, _ limits: FramingLimits, cuts: UInt64
  ) -> [Frame] {
    var decoder = FrameDecoder(framing: framing, limits: limits)
    var frames: [Frame] = []
    var start = 0
    var state = cuts
    while start < stream.count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let length = cuts == 0 ? stream.count : cuts == 1 ? 1 : 1 + Int(state >> 60)
      let end = min(stream.count, start + length)
      decoder.append(stream[start..<end])
      while let frame = decoder.next() { frames.append(frame) }
      start = end
    }
    if let last = decoder.finish() { frames.append(last) }
    return frames
  }

  /// Reads a message; a JSON text that is written again reads the same.
  private static func read(_ message: [UInt8]) throws {
    _ = Incoming.decode(message)
    guard let value = try? JSON.parse(message) else { return }
    let again = try JSON.parse(value.text)
    try BrokenPromise.check(again == value, "\(value) is written as what reads as \(again)")
    var decoder = FrameDecoder(framing: .headers)
    decoder.append(Framing.headers.frame(message))
    try BrokenPromise.check(
      decoder.next() == .message(message), "a frame does not hold what was put in it")
  }

  private static var streams: [[UInt8]] {
    let call = #"{"jsonrpc":"2.0","id":1,"method":"shutdown","params":{"a":[1,-2.5e3,"\u00e9\n"]}}"#
    let note = #"[{"jsonrpc":"2.0","method":"exit"},{"jsonrpc":"2.0","id":"x","result":null}]"#
    let framed = [call, note].flatMap { Framing.headers.frame(Array($0.utf8)) }
    return [
      [0] + Array("\(call)\n\n\(note)".utf8), [0] + framed,
      [2] + Array("Content-Length: 999999999999\r\n\r\n".utf8) + framed,
      [2] + Array("garbage\r\nX: y\r\n\r\n".utf8) + framed + framed,
      [1] + Array(String(repeating: call, count: 3).utf8) + [0x0A] + Array(note.utf8),
    ]
  }
}
