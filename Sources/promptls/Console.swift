#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

/// Lines for the person.
enum Console {
  static func print(_ line: String) { print(Array((line + "\n").utf8)) }

  /// Prints bytes; ends the process with status 3 where they cannot be written, since an answer
  /// that nobody got is no success.
  static func print(_ bytes: [UInt8]) {
    guard !Descriptor.write(STDOUT_FILENO, bytes) else { return }
    error("promptls: the output cannot be written: \(unsafe String(cString: strerror(errno)))")
    exit(3)
  }

  /// Whether people look at the output and have nothing against colours.
  ///
  /// Source: no-color.org.
  static var hasColor: Bool {
    guard isatty(STDOUT_FILENO) == 1 else { return false }
    guard let refusal = unsafe getenv("NO_COLOR") else { return true }
    return unsafe refusal.pointee == 0
  }

  static func error(_ line: String) {
    _ = Descriptor.write(STDERR_FILENO, Array((line + "\n").utf8))
  }
}
