import Dispatch
import Files
import JSONCoding
import JSONRPC

/// The thread that writes messages out, so that a slow reader does not stop the session at once.
///
/// The queue is bounded: when the reader has stopped reading, the session waits, and with it the
/// input. No response is lost and memory stays bounded.
final class Writer: Sendable {
  private enum Item: Sendable {
    case message([UInt8])
    case end(DispatchSemaphore)
  }

  private let items = Mailbox<Item>(
    capacity: .init(messages: 256, bytes: 16 << 20))

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - output: The descriptor to write to.
  ///   - isBroken: Told once when the other end takes no more.
  init(output: Int32, isBroken: @escaping @Sendable () -> Void) {
    startThread("write") { [items] in
      var isOpen = true
      while true {
        switch items.receive() {
        case .message(let bytes):
          guard isOpen else { continue }
          isOpen = Descriptor.write(output, bytes)
          if !isOpen { isBroken() }
        case .end(let done):
          done.signal()
          return
        }
      }
    }
  }

  func write(_ message: JSON, _ framing: Framing) {
    let bytes = framing.frame(message.text)
    items.send(.message(bytes), weight: bytes.count)
  }

  /// Waits until everything is written.
  ///
  /// - Parameter milliseconds: How long to wait for a reader that has stopped reading; nil for ever.
  func finish(milliseconds: Int?) {
    let done = DispatchSemaphore(value: 0)
    let deadline = milliseconds.map { DispatchTime.now() + .milliseconds($0) } ?? .distantFuture
    startThread("finish") { [items] in items.send(.end(done)) }
    _ = done.wait(timeout: deadline)
  }
}
