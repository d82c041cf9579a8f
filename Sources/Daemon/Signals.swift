#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the system says to the process.
enum Signals {
  /// Signals that ask the process to end.
  private static let termination = [SIGTERM, SIGINT, SIGHUP]

  /// Keeps the signals for ``onTermination(_:)``, and a closed pipe from ending a write's process.
  ///
  /// To be called before threads are started, which inherit it.
  static func blockTermination() {
    signal(SIGPIPE, SIG_IGN)
    var set = terminationSet()
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for a signal on a thread of its own.
  static func onTermination(_ react: @escaping @Sendable () -> Void) {
    startThread("signal") {
      var set = terminationSet()
      var received: Int32 = 0
      while unsafe sigwait(&set, &received) != 0 {}
      react()
    }
  }

  private static func terminationSet() -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in termination { unsafe sigaddset(&set, signal) }
    return set
  }
}

/// Looks five times a second whether the process that started this one is still there.
///
/// Polled and not `PR_SET_PDEATHSIG`, which fires when the *thread* that forked ends.
enum ProcessWatch {
  static func start(_ processID: Int, _ isGone: @escaping @Sendable () -> Void) {
    guard let processID = pid_t(exactly: processID), processID > 0 else { return }
    startThread("watch") {
      while isAlive(processID) { usleep(200_000) }
      isGone()
    }
  }

  private static func isAlive(_ processID: pid_t) -> Bool {
    guard kill(processID, 0) == 0 || errno != ESRCH else { return false }
    return !isZombie(processID)
  }

  /// Whether a process has ended and its own parent has not asked how: such a one still takes
  /// signals.
  ///
  /// Source: proc(5): the state stands behind the name, which is in parentheses and may hold any
  /// character.
  private static func isZombie(_ processID: pid_t) -> Bool {
    guard let file = unsafe fopen("/proc/\(processID)/stat", "r") else { return false }
    defer { unsafe fclose(file) }
    var line = [UInt8](repeating: 0, count: 512)
    let count = unsafe line.withUnsafeMutableBytes { buffer in
      unsafe fread(buffer.baseAddress, 1, buffer.count, file)
    }
    guard let close = line[..<count].lastIndex(of: UInt8(ascii: ")")), close + 2 < count else {
      return false
    }
    return [UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(line[close + 2])
  }
}
