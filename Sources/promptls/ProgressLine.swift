#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon
import Dispatch
import Files
import Synchronization

/// The terminal's last line, which says what long work is busy with; nothing where stderr is no
/// terminal or cannot take a line back.
final class ProgressLine: Sendable {
  static let shared = ProgressLine()

  private struct State {
    var text: String?
    /// Nanoseconds of uptime at which the work began.
    var start: UInt64 = 0
    /// Whether the line is on the screen.
    var isDrawn = false
    /// Whether the last thing printed was no whole line, which the progress must not overwrite.
    var isOutputUnfinished = false
    var isTicking = false
  }

  private let state = Mutex(State())
  private let isWanted = isatty(STDERR_FILENO) == 1 && SystemVariables.value("TERM") != "dumb"
  private let sharesScreen = isatty(STDOUT_FILENO) == 1

  /// Says what the work is busy with now; it is shown from the second second on.
  func show(_ text: @autoclosure () -> String) {
    guard isWanted else { return }
    let text = text()
    let startsTicking = state.withLock { state in
      if state.text == nil { state.start = DispatchTime.now().uptimeNanoseconds }
      state.text = text
      defer { state.isTicking = true }
      return !state.isTicking
    }
    if startsTicking { Ticker.start(everyMilliseconds: 200) { self.tick() } }
  }

  /// Says that the work is done, and takes the line away.
  func clear() {
    guard isWanted else { return }
    state.withLock { state in
      state.text = nil
      Self.erase(&state)
    }
  }

  /// Shows a line while something runs, unless another line is shown already.
  func during<Value>(_ text: @autoclosure () -> String, _ work: () -> Value) -> Value {
    guard isWanted, state.withLock({ $0.text == nil }) else { return work() }
    show(text())
    defer { clear() }
    return work()
  }

  /// Makes room for a line on stderr.
  func willWarn() {
    guard isWanted else { return }
    state.withLock { Self.erase(&$0) }
  }

  /// Makes room for output.
  func willPrint(_ bytes: [UInt8]) {
    guard isWanted, sharesScreen, let last = bytes.last else { return }
    state.withLock { state in
      Self.erase(&state)
      state.isOutputUnfinished = last != UInt8(ascii: "\n")
    }
  }

  private static func erase(_ state: inout State) {
    if state.isDrawn { write("\r\u{1B}[K") }
    state.isDrawn = false
  }

  /// Draws the line; gives whether there will be more to draw.
  private func tick() -> Bool {
    state.withLock { state in
      guard let text = state.text else {
        state.isTicking = false
        return false
      }
      let seconds = (DispatchTime.now().uptimeNanoseconds - state.start) / 1_000_000_000
      guard seconds >= 1, !state.isOutputUnfinished else { return true }
      // A longer line would be two, of which one could not be taken back.
      Self.write("\r\(text.prefix(68)) (\(seconds) s)\u{1B}[K")
      state.isDrawn = true
      return true
    }
  }

  private static func write(_ text: String) {
    _ = Descriptor.write(STDERR_FILENO, Array(text.utf8))
  }
}
