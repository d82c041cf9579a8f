import Dispatch
import PromptServer
import Synchronization

/// Says when times have come, on a thread of its own that is started with the first.
final class Clock: Sendable {
  private struct State {
    /// Nanoseconds of uptime by timer.
    var deadlines: [TimerID: UInt64] = [:]
    var isRunning = false
  }

  private let state = Mutex(State())
  private let changed = DispatchSemaphore(value: 0)
  private let report: @Sendable (Event) -> Void

  init(report: @escaping @Sendable (Event) -> Void) { self.report = report }

  /// Reports ``Event/woke(_:)`` in so many milliseconds.
  func wake(_ timer: TimerID, after milliseconds: Double) {
    let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, milliseconds) * 1e6)
    let isFirst = state.withLock { state in
      state.deadlines[timer] = deadline
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if isFirst { startThread("clock") { self.run() } }
    changed.signal()
  }

  private func run() {
    while true {
      let now = DispatchTime.now().uptimeNanoseconds
      let (due, next) = state.withLock { state in
        let due = state.deadlines.filter { $0.value <= now }.sorted { $0.value < $1.value }
        for (timer, _) in due { state.deadlines[timer] = nil }
        return (due.map(\.key), state.deadlines.values.min())
      }
      for timer in due { report(.woke(timer)) }
      guard let next else {
        changed.wait()
        continue
      }
      _ = changed.wait(timeout: DispatchTime(uptimeNanoseconds: next))
    }
  }
}
