#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

/// The process's own input and output, kept apart from what a stray `print` would write to.
package enum StandardStreams {
  /// Takes standard output away from everyone else: what is printed from now on goes to standard
  /// error, so that stdout carries messages and nothing else, ever.
  ///
  /// - Returns: The descriptor that leads to where standard output did.
  package static func claimOutput() -> Int32 {
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    return output
  }

  /// Writes a line for whoever looks at standard error, and drops it where nobody reads: a client that
  /// never empties the pipe must not stop the session.
  static func log(_ line: String) {
    var ready = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    // A pipe that is ready takes a page without waiting.
    guard unsafe poll(&ready, 1, 0) == 1 else { return }
    _ = Descriptor.write(STDERR_FILENO, Array(line.utf8.prefix(4095)) + [UInt8(ascii: "\n")])
  }
}
