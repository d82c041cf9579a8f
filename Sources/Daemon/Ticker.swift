#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Something that happens again and again beside other work.
package enum Ticker {
  /// Calls a closure every so many milliseconds on a thread of its own, for as long as it says that
  /// it wants to be called.
  package static func start(
    everyMilliseconds interval: UInt32, _ body: @escaping @Sendable () -> Bool
  ) {
    startThread("ticker") {
      repeat { usleep(interval * 1000) } while body()
    }
  }
}
