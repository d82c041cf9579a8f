import PromptServer

/// A thread that runs jobs one after the other.
final class Lane: Sendable {
  private let jobs = Mailbox<Job>()

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - name: What the thread is for.
  ///   - makeWorkbench: Makes the tools of the lane's jobs, on the lane's thread.
  ///   - report: Takes what the jobs say.
  init(
    _ name: String, makeWorkbench: @escaping @Sendable () -> Workbench,
    report: @escaping @Sendable (Event) -> Void
  ) {
    startThread(name) { [jobs] in
      let workbench = makeWorkbench()
      while true {
        let job = jobs.receive()
        // Answered already by whoever cancelled it.
        if job.cancellation.isCancelled { continue }
        let result = job.run(
          workbench,
          JobReport(cancellation: job.cancellation) { report(.progressed(job.id, $0)) })
        report(.finished(job.id, result))
      }
    }
  }

  func start(_ job: Job) { jobs.send(job) }
}
