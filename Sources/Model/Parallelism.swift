import CKernels

/// A way to run a loop whose rounds are independent, on however many threads its owner has.
///
/// The model starts no thread. Whoever owns threads hands one of these in; results do not depend
/// on which, bit for bit.
package struct Parallelism: Sendable {
  /// The number of threads that take part, the caller's included.
  package let width: Int
  /// Calls `body` with disjoint ranges that together are `0..<count`, and returns when all are done.
  ///
  /// `grain` is the number of rounds worth a hand-over; ranges may be longer. `body` may be called
  /// from several threads at once.
  package let run: @Sendable (_ count: Int, _ grain: Int, _ body: (Range<Int>) -> Void) -> Void

  /// Wraps a runner of `width` threads.
  package init(
    width: Int,
    run: @escaping @Sendable (_ count: Int, _ grain: Int, _ body: (Range<Int>) -> Void) -> Void
  ) {
    self.width = width
    self.run = run
  }

  /// The caller's thread alone.
  package static let serial = Parallelism(width: 1) { count, _, body in
    if count > 0 { body(0..<count) }
  }
}

extension Parallelism {
  /// Tells the processor that the thread is waiting in a loop.
  package static func pause() { ck_pause() }
}
