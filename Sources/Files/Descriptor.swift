#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reading from and writing to an open file, pipe or terminal, whether its calls block or not.
package enum Descriptor {
  /// Reads what is there, and waits where nothing is.
  ///
  /// - Returns: At least one byte; none at the end of the input; nil where it cannot be read, for
  ///   the reason in `errno`.
  package static func read(_ descriptor: Int32, atMost count: Int) -> [UInt8]? {
    while true {
      var result = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
        result = unsafe systemRead(descriptor, buffer.baseAddress, count)
        used = max(0, result)
      }
      if result >= 0 { return bytes }
      guard mayTryAgain(descriptor, POLLIN) else { return nil }
    }
  }

  /// Writes all bytes.
  ///
  /// - Returns: Whether the other end took them; else the reason is in `errno`.
  package static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0) }
  }

  /// Writes all bytes.
  ///
  /// - Returns: Whether the other end took them; else the reason is in `errno`.
  package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
      let written = unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
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

// The functions of the system, which those above would hide.
#if canImport(Glibc)
  private let systemRead = unsafe Glibc.read
  private let systemWrite = unsafe Glibc.write
  let systemClose = Glibc.close
#else
  private let systemRead = unsafe Darwin.read
  private let systemWrite = unsafe Darwin.write
  let systemClose = Darwin.close
#endif
