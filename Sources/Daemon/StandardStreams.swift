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
  /// - Returns: At least one byte; none at the end of the input or where it cannot be read.
  package static func read(_ descriptor: Int32, atMost count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = 0
      repeat {
        let result = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
        if result >= 0 { used = result }
        if result >= 0 || errno != EINTR { return }
      } while true
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
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
