#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Dispatch
package import Model
import Synchronization

/// Helper threads that share the loops of the model with the thread that calls.
///
/// Each thread has a stretch of the rounds of its own and works through it chunk by chunk, so that it
/// reads memory in order; one that is done takes chunks from the ends of the others' stretches, so
/// that a thread the system has put aside for another process delays its own chunk only. A helper that finds nothing to do spins for a
/// fraction of a millisecond, the time between two layers, and then sleeps: an idle pool takes no
/// processor time.
///
/// When a helper comes back late, another process has its core: the caller then goes on alone for a
/// while, the longer the more often it happens, instead of waiting for the system to give the core
/// back.
///
/// One caller at a time; a second one that comes meanwhile computes alone.
@safe package final class ComputePool: Sendable {
  /// What is being computed; written by the caller while no helper is inside.
  private struct Job {
    var grain = 1
    var body: ((Range<Int>) -> Void)?
  }

  /// The round in the upper 48 bits, odd while it is open, and the helpers inside in the lower 16.
  private let state = Atomic<UInt64>(0)
  /// What is left for each thread, the caller's first.
  private let stretches: [Stretch]
  private let isBusy = Atomic<Bool>(false)
  private nonisolated(unsafe) let job: UnsafeMutablePointer<Job>
  private let helpers: [Helper]
  /// Read and written by the caller alone; the lock is never waited for.
  private let lateness = Mutex(Lateness())

  /// The caller and its helpers.
  package let width: Int

  /// How the helpers have kept up.
  private struct Lateness {
    /// Loops that are still to be run alone.
    var alone = 0
    /// Loops to run alone after the next late one.
    var penance = 128
    /// Loops since the last late one.
    var punctual = 0

    /// Whether the next loop is run alone.
    mutating func takesAlone() -> Bool {
      guard alone > 0 else { return false }
      alone -= 1
      return true
    }

    mutating func note(isLate: Bool) {
      if isLate {
        alone = penance
        penance = min(penance * 2, 16384)
        punctual = 0
      } else {
        punctual += 1
        if punctual == 2048 { penance = 128 }
      }
    }
  }

  private final class Helper: Sendable {
    let isAsleep = Atomic<Bool>(false)
    let wake = DispatchSemaphore(value: 0)
  }

  /// Rounds that nobody has taken: the first in the upper 32 bits, one after the last in the lower.
  private final class Stretch: Sendable {
    private let bounds = Atomic<UInt64>(0)

    func set(_ range: Range<Int>) {
      bounds.store(UInt64(range.lowerBound) << 32 | UInt64(range.upperBound), ordering: .relaxed)
    }

    /// Takes `count` rounds, or what is left, from the front or the end; nil where none is left.
    func take(_ count: Int, fromEnd: Bool) -> Range<Int>? {
      var now = bounds.load(ordering: .relaxed)
      while true {
        let (first, end) = (Int(now >> 32), Int(now & 0xffff_ffff))
        guard first < end else { return nil }
        let taken = min(count, end - first)
        let rest = fromEnd ? first..<end - taken : first + taken..<end
        let (exchanged, found) = bounds.weakCompareExchange(
          expected: now, desired: UInt64(rest.lowerBound) << 32 | UInt64(rest.upperBound),
          ordering: .relaxed)
        if exchanged { return fromEnd ? end - taken..<end : first..<first + taken }
        now = found
      }
    }
  }

  /// About a quarter of a millisecond: longer than the serial work between two loops.
  private static let spins = 20_000

  /// Starts `width - 1` threads, which live as long as the process.
  package init(width: Int) {
    self.width = max(1, width)
    unsafe job = .allocate(capacity: 1)
    unsafe job.initialize(to: Job())
    helpers = (1..<self.width).map { _ in Helper() }
    stretches = (0..<self.width).map { _ in Stretch() }
    for (index, helper) in helpers.enumerated() {
      startThread("compute") { [self] in help(helper, index: index + 1) }
    }
  }

  /// The pool as the model wants it.
  package var parallelism: Parallelism {
    Parallelism(width: width) { [self] count, grain, body in
      run(count: count, grain: grain, body)
    }
  }

  private func run(count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    guard count > grain, count < 1 << 32, !helpers.isEmpty,
      !isBusy.exchange(true, ordering: .acquiring)
    else {
      if count > 0 { body(0..<count) }
      return
    }
    defer { isBusy.store(false, ordering: .releasing) }
    if lateness.withLock({ $0.takesAlone() }) {
      body(0..<count)
      return
    }
    withoutActuallyEscaping(body) { body in
      unsafe job.pointee = Job(grain: max(1, grain), body: body)
      for (index, stretch) in stretches.enumerated() {
        stretch.set(count * index / width..<count * (index + 1) / width)
      }
      state.add(1 << 16, ordering: .sequentiallyConsistent)
      for helper in helpers where helper.isAsleep.load(ordering: .sequentiallyConsistent) {
        if helper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
          helper.wake.signal()
        }
      }
      takeChunks(0)
      let isLate = close()
      lateness.withLock { $0.note(isLate: isLate) }
      unsafe job.pointee.body = nil
    }
  }

  /// Lets no more helpers in and waits for those inside to finish their chunk; returns whether that
  /// took longer than a chunk does.
  private func close() -> Bool {
    state.add(1 << 16, ordering: .acquiringAndReleasing)
    var spins = 0
    var start: ContinuousClock.Instant?
    while state.load(ordering: .acquiring) & 0xffff != 0 {
      spins += 1
      Parallelism.pause()
      guard spins.isMultiple(of: 512) else { continue }
      if start == nil { start = .now }
      sched_yield()
    }
    return start.map { ContinuousClock.now - $0 > .microseconds(200) } ?? false
  }

  /// Works through the stretch of thread `own`, then helps the others with theirs.
  private func takeChunks(_ own: Int) {
    guard let body = unsafe job.pointee.body else { return }
    let grain = unsafe job.pointee.grain
    for offset in 0..<width {
      let stretch = stretches[(own + offset) % width]
      while let range = stretch.take(grain, fromEnd: offset > 0) { body(range) }
    }
  }

  /// Waits for rounds and takes part in them, forever.
  private func help(_ helper: Helper, index: Int) {
    var seen: UInt64 = 0
    while true {
      let now = awaitRound(after: seen, helper)
      // The round may have closed since; then there is nothing to enter.
      let (entered, _) = state.compareExchange(
        expected: now, desired: now + 1, ordering: .acquiringAndReleasing)
      guard entered else { continue }
      takeChunks(index)
      seen = now >> 16
      state.subtract(1, ordering: .releasing)
    }
  }

  /// Returns the state once a round later than `seen` is open.
  private func awaitRound(after seen: UInt64, _ helper: Helper) -> UInt64 {
    func opened() -> UInt64? {
      let now = state.load(ordering: .sequentiallyConsistent)
      return (now >> 16) & 1 == 1 && now >> 16 > seen ? now : nil
    }
    while true {
      for _ in 0..<Self.spins {
        if let now = opened() { return now }
        Parallelism.pause()
      }
      helper.isAsleep.store(true, ordering: .sequentiallyConsistent)
      if let now = opened() {
        // A caller that saw the flag has signalled or will: take that signal with the next sleep.
        if !helper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
          helper.wake.wait()
        }
        return now
      }
      helper.wake.wait()
    }
  }
}
