#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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

  /// Reads what is there, and waits where nothing is.
  ///
  /// - Returns: At least one byte; none at the end of the input; nil where it cannot be read.
  package static func read(_ descriptor: Int32, atMost count: Int) -> [UInt8]? {
    while true {
      var result = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
        result = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
        used = max(0, result)
      }
      if result >= 0 { return bytes }
      guard mayTryAgain(descriptor, POLLIN) else { return nil }
    }
  }

  /// Writes all bytes.
  ///
  /// - Returns: Whether the other end took them.
  package static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      if written >= 0 {
        offset += written
      } else if !mayTryAgain(descriptor, POLLOUT) {
        return false
      }
    }
    return true
  }

  /// Whether a call that has just failed is worth repeating: it was interrupted, or the descriptor
  /// does not block and was not ready, which is then waited for.
  private static func mayTryAgain(_ descriptor: Int32, _ events: Int32) -> Bool {
    if errno == EINTR { return true }
    guard errno == EAGAIN || errno == EWOULDBLOCK else { return false }
    var ready = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    return unsafe poll(&ready, 1, -1) >= 0 || errno == EINTR
  }
}
