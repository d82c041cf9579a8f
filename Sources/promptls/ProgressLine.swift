#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon
import Dispatch

/// A line on the terminal that says how far long work has come; nothing where stderr is no terminal.
struct ProgressLine {
  private let total: Int
  private let start = DispatchTime.now().uptimeNanoseconds
  private let isShown = isatty(STDERR_FILENO) == 1

  init(total: Int) {
    self.total = total
  }

  /// Shows the number of things that are done, from the second second on.
  func show(done: Int) {
    guard isShown, DispatchTime.now().uptimeNanoseconds - start > 1_000_000_000 else { return }
    write("\r\(done) of \(total) files")
  }

  /// Takes the line away.
  func clear() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    _ = StandardStreams.write(STDERR_FILENO, Array(text.utf8))
  }
}
