#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon

/// Lines for the person.
enum Console {
  static func print(_ line: String) {
    _ = StandardStreams.write(STDOUT_FILENO, Array((line + "\n").utf8))
  }

  static func print(_ bytes: [UInt8]) { _ = StandardStreams.write(STDOUT_FILENO, bytes) }

  static func error(_ line: String) {
    _ = StandardStreams.write(STDERR_FILENO, Array((line + "\n").utf8))
  }
}
