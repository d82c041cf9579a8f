import Glibc

/// Seconds that this process has computed: a machine that is busy does not count.
enum CPUTime {
  static var now: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The most memory that the process had resident at once.
enum PeakMemory {
  /// Begins to measure anew.
  static func reset() {
    let file = unsafe open("/proc/self/clear_refs", O_WRONLY)
    guard file >= 0 else { return }
    unsafe write(file, "5", 1)
    close(file)
  }

  /// Bytes since the last ``reset()``.
  static var bytes: Int { value(of: "VmHWM:") }
  /// Bytes resident now.
  static var current: Int { value(of: "VmRSS:") }

  private static func value(of name: String) -> Int {
    let file = unsafe open("/proc/self/status", O_RDONLY)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return 0
    }
    return (Int(line.split(separator: " ").dropFirst().first ?? line.dropFirst(name.count)) ?? 0)
      * 1024
  }
}
