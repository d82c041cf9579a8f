import Files
import JSONRPC
import PromptServer
import Synchronization

/// The thread that reads messages in.
final class Reader: Sendable {
  private let limits: FramingLimits
  private let forced: Framing?
  private let framingOfNothing: Framing?
  private let found = Mutex<Framing?>(nil)
  private let report: @Sendable (Event, _ weight: Int) -> Void

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - framing: Nil to find it from the first byte.
  ///   - framingOfNothing: What an input without a byte counts as.
  ///   - limits: How long messages may be.
  ///   - report: Takes what was read, and what it takes of memory in bytes.
  init(
    framing: Framing?, framingOfNothing: Framing?, limits: FramingLimits,
    report: @escaping @Sendable (Event, _ weight: Int) -> Void
  ) {
    forced = framing
    self.framingOfNothing = framingOfNothing
    self.limits = limits
    self.report = report
  }

  /// The framing of the input, which answers use too; lines until any input has come.
  var framing: Framing { found.withLock { $0 } ?? forced ?? .lines }

  func start() {
    startThread("read") { [self] in
      var decoder = FrameDecoder(framing: forced, limits: limits)
      while true {
        guard let bytes = Descriptor.read(0, atMost: 64 * 1024), !bytes.isEmpty else { break }
        decoder.append(bytes)
        while let frame = decoder.next() { take(frame, decoder.framing) }
      }
      if let last = decoder.finish() { take(last, decoder.framing) }
      report(.closed(decoder.framing ?? forced ?? framingOfNothing), 0)
    }
  }

  private func take(_ frame: Frame, _ framing: Framing?) {
    let framing = framing ?? .lines
    found.withLock { $0 = framing }
    switch frame {
    case .message(let bytes): report(.received(Incoming.decode(bytes), framing), bytes.count)
    case .malformed(let reason): report(.malformedFrame(reason: reason), 0)
    case .oversized(let bytes, let limit): report(.oversizedFrame(bytes: bytes, limit: limit), 0)
    }
  }
}
