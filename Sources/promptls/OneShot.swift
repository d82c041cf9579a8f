import Daemon
import JSONCoding
import JSONRPC
import Model
import PromptServer

/// Answers one request in this process, through the same session that a daemon runs.
struct OneShot {
  private var session: Session
  private let workbench: Workbench
  private var count = 0

  init(library: Library, configuration: PromptServer.Configuration = Configuration()) {
    session = Session(environment: .process(library: library), configuration: configuration)
    workbench = Workbench(library: library) { .allProcessors }
  }

  /// Takes other settings from now on.
  mutating func use(_ configuration: PromptServer.Configuration) {
    session.configuration = configuration
  }

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - method: The request's name.
  ///   - params: Its parameters.
  ///   - progress: Takes the parts of a result as they come.
  /// - Returns: What a client would have got.
  mutating func call(
    _ method: String, _ params: JSON, progress: (JSON) -> Void = { _ in }
  ) -> Result<JSON, ResponseError> {
    count += 1
    let request = Incoming.request(id: .number(count), Call(method: method, params: params))
    return ProgressLine.shared.during("waiting for \(method)") {
      answer(session.handle(.received(.single(request), .lines), at: 0), progress)
    }
  }

  private mutating func answer(
    _ effects: [Effect], _ progress: (JSON) -> Void
  ) -> Result<JSON, ResponseError> {
    for effect in effects {
      switch effect {
      case .send(let message):
        if let answer = Self.answer(in: message) { return answer }
      case .start(let job):
        let result = withoutActuallyEscaping(progress) { progress in
          job.run(workbench, JobReport(cancellation: job.cancellation, progress: progress))
        }
        return answer(session.handle(.finished(job.id, result), at: 0), progress)
      case .watch, .wake, .exit, .log: break
      }
    }
    return .failure(ResponseError(.internalError, "the request was not answered"))
  }

  private static func answer(in message: JSON) -> Result<JSON, ResponseError>? {
    if let result = message["result"] { return .success(result) }
    guard let error = message["error"] else { return nil }
    return .failure(
      (try? error.decode(ResponseError.self)) ?? ResponseError(.internalError, "\(error)"))
  }
}
