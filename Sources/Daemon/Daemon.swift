#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Dispatch
import JSONCoding
package import JSONRPC
package import PromptServer

/// Runs a session between standard input and output.
///
/// | thread | owns | may wait for |
/// |---|---|---|
/// | read | stdin, the frame decoder | input, a place in the mailbox |
/// | main | the session | the mailbox, a place in the writer's queue |
/// | model, text | the workbench of the lane's jobs | the next job |
/// | clock | the session's times | time |
/// | write | stdout | the other end |
/// | watch, signal, hang-up | nothing | time, signals, the end of input and output |
package struct Daemon {
  /// How to run.
  package struct Options: Sendable {
    /// Nil to find the framing from the first byte.
    package var framing: Framing?
    /// What an input that ends before its first byte counts as; nil for lines.
    package var framingOfNothing: Framing?
    package var limits = FramingLimits()
    package var logLevel = LogLevel.notice

    package init() {}
  }

  /// How long the process may go on when it is to end, in microseconds: with what it takes to find
  /// that its parent is gone, less than a second.
  private static let grace: UInt32 = 500_000
  /// What a job's result is taken to weigh: ids of a megabyte of text, say.
  private static let resultWeight = 4 << 20

  private let options: Options
  private let output: Int32
  private let mailbox = Mailbox<Event>(
    capacity: .init(messages: 1024, bytes: 64 << 20))
  private let lanes: [Job.Lane: Lane]
  private let writer: Writer
  private let clock: Clock

  /// Runs until the process ends.
  ///
  /// - Parameters:
  ///   - session: The session, not used yet.
  ///   - options: How to run.
  ///   - workbench: Makes a lane's tools, on that lane's thread.
  package static func run(
    _ session: Session, options: Options,
    workbench: @escaping @Sendable (Job.Lane) -> Workbench
  ) -> Never {
    let output = StandardStreams.claimOutput()
    Signals.blockTermination()
    Daemon(options: options, output: output, workbench: workbench).run(session)
  }

  private init(
    options: Options, output: Int32, workbench: @escaping @Sendable (Job.Lane) -> Workbench
  ) {
    self.options = options
    self.output = output
    let mailbox = mailbox
    clock = Clock { mailbox.send($0) }
    writer = Writer(output: output) { Self.terminate(mailbox) }
    lanes = Dictionary(
      uniqueKeysWithValues: Job.Lane.allCases.map { lane in
        let thread = Lane("\(lane)", makeWorkbench: { workbench(lane) }) {
          mailbox.send($0, weight: Self.resultWeight)
        }
        return (lane, thread)
      })
  }

  private func run(_ session: Session) -> Never {
    let reader = Reader(
      framing: options.framing, framingOfNothing: options.framingOfNothing,
      limits: options.limits, report: { [mailbox] in mailbox.send($0, weight: $1) })
    reader.start()
    Signals.onTermination { [mailbox] in Self.terminate(mailbox) }
    // Behind headers, the end of the input cancels whatever it was.
    HangUp.watch(
      input: STDIN_FILENO, output: output, endsWithInput: { reader.framing == .headers }
    ) { [mailbox] in Self.terminate(mailbox) }
    var session = session
    while true {
      let event = mailbox.receive()
      for effect in session.handle(event, at: Self.milliseconds()) {
        perform(effect, framing: reader.framing)
      }
    }
  }

  private func perform(_ effect: Effect, framing: Framing) {
    switch effect {
    case .send(let message):
      writer.write(message, framing)
    case .start(let job):
      lanes[job.lane]?.start(job)
    case .wake(let timer, let milliseconds):
      clock.wake(timer, after: milliseconds)
    case .watch(let processID):
      ProcessWatch.start(processID) { [mailbox] in Self.terminate(mailbox) }
    case .exit(let status, let owesAnswers):
      writer.finish(milliseconds: owesAnswers ? nil : 500)
      // Other threads may be in the middle of a forward pass: no destructors may run under them.
      _exit(status)
    case .log(let level, let line):
      guard level <= options.logLevel else { return }
      StandardStreams.log("promptls: \(level): \(line)")
    }
  }

  /// Asks the session to end, and ends the process where it cannot answer because it is at work or
  /// the other end has stopped reading.
  private static func terminate(_ mailbox: Mailbox<Event>) {
    startThread("end") {
      usleep(grace)
      _exit(1)
    }
    mailbox.send(.terminated)
  }

  private static func milliseconds() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e6
  }
}
