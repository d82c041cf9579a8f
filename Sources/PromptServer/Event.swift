package import JSONCoding
package import JSONRPC

/// Something that happened outside of the session.
package enum Event: Sendable {
  /// A frame came in.
  case received(Incoming.Content, Framing)
  /// Bytes that are no frame came in.
  case malformedFrame(reason: String)
  /// A message over the limit came in and was passed over.
  case oversizedFrame(bytes: Int, limit: Int)
  /// A job has a part of its result.
  case progressed(JobID, JSON)
  /// A job has ended.
  case finished(JobID, Result<JSON, ResponseError>)
  /// A time that the session waits for has come.
  case woke(TimerID)
  /// The input has ended.
  case closed(Framing?)
  /// The process that started this one is gone, or the system asks it to end.
  case terminated
}

/// Something that the session wants done, in order.
package enum Effect: Sendable {
  /// Write a message.
  case send(JSON)
  /// Run a job on its lane.
  case start(Job)
  /// Say ``Event/woke(_:)`` in so many milliseconds.
  case wake(TimerID, after: Double)
  /// Watch over a process and say ``Event/terminated`` when it is gone.
  case watch(processID: Int)
  /// Write what is waiting and end the process; not waiting for a reader that has stopped reading,
  /// unless every answer is owed.
  case exit(status: Int32, owesAnswers: Bool = false)
  /// Tell whoever runs the server.
  case log(LogLevel, String)
}

/// Who should read a line of the log.
package enum LogLevel: Int, Comparable, Sendable {
  /// A bug of ours.
  case fault
  /// The other side did something wrong.
  case error
  /// Worth knowing once.
  case notice
  /// For who looks for a bug.
  case debug

  package static func < (lhs: LogLevel, rhs: LogLevel) -> Bool { lhs.rawValue < rhs.rawValue }
}
