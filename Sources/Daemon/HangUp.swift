#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Notices that the other ends of input and output are gone, however much is still to be read.
///
/// The reader finds the end of the input behind all that came before it, which a session at work may
/// not take for a long time; and who writes nothing does not find that nobody reads.
enum HangUp {
  /// How long the end of the input has to be found by reading, in microseconds.
  private static let patience: UInt32 = 200_000

  /// Watches on a thread of its own.
  ///
  /// - Parameters:
  ///   - input: The descriptor of the input.
  ///   - output: The descriptor of the output.
  ///   - endsWithInput: Whether the process ends with its input, whatever that still holds; asked a
  ///     while after the input has ended.
  ///   - isGone: Told once when nobody is there any more.
  static func watch(
    input: Int32, output: Int32, endsWithInput: @escaping @Sendable () -> Bool,
    _ isGone: @escaping @Sendable () -> Void
  ) {
    startThread("hang-up") {
      // Asked for no events, `poll` tells of hang-ups and errors alone.
      var ends = [
        pollfd(fd: output, events: 0, revents: 0), pollfd(fd: input, events: 0, revents: 0),
      ]
      while true {
        let count = unsafe poll(&ends, nfds_t(ends.count), -1)
        guard count > 0 || errno == EINTR else { return }
        if ends[0].revents != 0 { break }
        guard ends.count > 1, ends[1].revents != 0 else { continue }
        usleep(patience)
        if endsWithInput() { break }
        ends.removeLast()
      }
      isGone()
    }
  }
}
