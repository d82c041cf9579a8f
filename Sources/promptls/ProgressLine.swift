#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files
import Dispatch

/// A line on the terminal that says how far long work has come; nothing where stderr is no terminal.
struct ProgressLine {
  private let start = DispatchTime.now().uptimeNanoseconds
  private let isShown = isatty(STDERR_FILENO) == 1

  /// Shows how far the work is, from the second second on.
  func show(_ text: @autoclosure () -> String) {
    guard isShown, DispatchTime.now().uptimeNanoseconds - start > 1_000_000_000 else { return }
    write("\r\(text())\u{1B}[K")
  }

  /// Takes the line away.
  func clear() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    _ = Descriptor.write(STDERR_FILENO, Array(text.utf8))
  }
}
