package import JSONCoding
package import JSONRPC
import Synchronization

/// Names a job within a session; never used twice, as request ids may be.
package struct JobID: Hashable, Comparable, Sendable {
  let number: Int

  package static func < (earlier: JobID, later: JobID) -> Bool { earlier.number < later.number }
}

/// Work that takes long, to be done outside of the session.
package struct Job: Sendable {
  package let id: JobID
  package let lane: Lane
  package let cancellation: Cancellation
  /// Does the work on the lane's thread and gives the result.
  package let run: Work

  /// A job's body: gets the lane's tools, its cancellation and a way to hand out parts.
  package typealias Work =
    @Sendable (Workbench, JobReport) -> Result<JSON, ResponseError>

  /// The threads that jobs run on; a job waits for those before it on its lane only.
  package enum Lane: Hashable, Sendable, CaseIterable {
    /// Runs a model.
    case model
    /// Reads a long text.
    case text
  }
}

/// Tells a job that its result is no longer wanted.
package final class Cancellation: Sendable {
  private let flag = Atomic(false)

  package init() {}

  /// Whether the job should stop; asked between tokens and layers.
  package var isCancelled: Bool { flag.load(ordering: .relaxed) }

  package func cancel() { flag.store(true, ordering: .relaxed) }
}

/// A running job's line to the outside.
package struct JobReport {
  package let cancellation: Cancellation
  /// Hands out a part of the result.
  package let progress: (JSON) -> Void

  package init(cancellation: Cancellation, progress: @escaping (JSON) -> Void) {
    self.cancellation = cancellation
    self.progress = progress
  }
}
