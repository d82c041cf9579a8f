import JSONCoding
import JSONRPC
import LanguageServerProtocol

/// All that the server knows, changed by one event at a time.
///
/// The session does no input or output and starts no thread: it returns the ``Effect``s it wants
/// and its owner carries them out. A test is a list of events and a list of effects.
///
/// Invariant: every request that is received is answered exactly once.
package struct Session {
  let environment: Environment
  var phase = Phase.uninitialized
  var client = Client()
  var documents: [String: OpenDocument] = [:]
  package var configuration: Configuration
  var latencies = Latencies()
  /// The jobs whose requests are still to be answered.
  private var inFlight = RequestsInFlight()
  private var batches = Batches()
  private var jobCount = 0
  /// What a model is being asked of documents' ends, by document.
  var measurements: [String: Measurement] = [:]
  /// The documents whose settings are being read, by job.
  var folderReads: [JobID: String] = [:]
  /// What the person was told of files of settings, by path.
  var saidFolderProblems: [String: [String]] = [:]
  var pace = SuggestionPace()
  var expectations = Expectations()
  /// When the event came in that is being handled, in milliseconds.
  private var now = 0.0
  /// Whether the input has ended and the process ends with the last answer.
  private var isDraining = false

  enum Phase {
    case uninitialized
    case running
    case shutDown
  }

  /// Makes a session that has seen nothing yet.
  package init(environment: Environment, configuration: Configuration = Configuration()) {
    self.environment = environment
    self.configuration = configuration
  }

  /// Takes in one event and returns what is to be done now, in order.
  ///
  /// - Parameters:
  ///   - event: What happened.
  ///   - now: The time in milliseconds on any clock that only goes forward.
  /// - Returns: The effects, to be carried out in this order.
  package mutating func handle(_ event: Event, at now: Double) -> [Effect] {
    self.now = now
    return handle(event)
  }

  private mutating func handle(_ event: Event) -> [Effect] {
    switch event {
    case .received(.single(let message), _):
      return take(message, batch: nil)
    case .received(.batch(let messages), .lines):
      return take(messages)
    case .received(.batch, .headers):
      let error = ResponseError(.invalidRequest, "LSP has no batches; send one message a frame")
      return [.send(Outgoing.response(to: .null, error: error))]
    case .malformedFrame(let reason):
      return [.log(.error, "not a frame: \(reason)")]
    case .oversizedFrame(let bytes, let limit):
      let error = ResponseError(
        .invalidRequest, "a message of \(bytes) bytes is longer than the limit of \(limit)",
        name: "message-too-large", facts: ["bytes": .integer(bytes), "limit": .integer(limit)])
      return [.send(Outgoing.response(to: .null, error: error))]
    case .progressed(let job, let value):
      return progress(of: job, value)
    case .finished(let job, let result):
      return finish(job, result)
    case .woke(let timer):
      return woke(timer)
    case .closed(let framing):
      return close(framing)
    case .terminated:
      return cancelAll() + [.exit(status: phase == .shutDown ? 0 : 1)]
    }
  }
}

// MARK: Messages

extension Session {
  private mutating func take(_ messages: [Incoming]) -> [Effect] {
    let batch = batches.open()
    var effects: [Effect] = []
    var end: [Effect] = []
    for message in messages where end.isEmpty {
      for effect in take(message, batch: batch) {
        if case .exit = effect { end.append(effect) } else { effects.append(effect) }
      }
    }
    // What was answered before `exit` goes out before it.
    return effects + batches.close(batch) + end
  }

  private mutating func take(_ message: Incoming, batch: BatchID?) -> [Effect] {
    switch message {
    case .request(let id, let call):
      return take(call, Pending(id: id, batch: batch, method: call.method, received: now))
    case .notification(let call):
      return takeNotification(call)
    case .response(let id, let result):
      return takeAnswer(id, result)
    case .invalid(let id, let error):
      return send(Outgoing.response(to: id, error: error), batch)
    }
  }

  private mutating func take(_ call: Call, _ pending: Pending) -> [Effect] {
    do throws(ResponseError) {
      let method = try admissible(call, pending.id)
      guard case .request(let answer) = method.kind else {
        throw ResponseError(.invalidRequest, "\(call.method) is a notification and takes no id")
      }
      switch try answer(&self, call) {
      case .now(let result, let effects):
        return respond(pending, .success(result)) + effects
      case .later(let plan):
        return begin(plan, pending)
      }
    } catch {
      return respond(pending, .failure(error))
    }
  }

  private func admissible(_ call: Call, _ id: RequestID) throws(ResponseError) -> Method {
    if phase == .shutDown {
      throw ResponseError(.invalidRequest, "\(call.method) came after shutdown")
    }
    guard phase == .running || Method.worksBeforeInitialize(call.method) else {
      throw ResponseError(.serverNotInitialized, "\(call.method) came before initialize")
    }
    guard let method = Method.named[call.method] else {
      throw ResponseError(.methodNotFound, "there is no method \(call.method)")
    }
    guard inFlight.job(of: id) == nil else {
      throw ResponseError(.invalidRequest, "the id \(id) belongs to a request still being answered")
    }
    return method
  }

  private mutating func takeNotification(_ call: Call) -> [Effect] {
    guard let method = Method.named[call.method] else {
      return [.log(.debug, "no notification \(call.method)")]
    }
    guard phase != .uninitialized || Method.worksBeforeInitialize(call.method) else {
      return [.log(.error, "\(call.method) came before initialize and was dropped")]
    }
    do throws(ResponseError) {
      switch method.kind {
      case .notification(let react): return try react(&self, call)
      case .request(let answer):
        // Kate sends `shutdown` without an id: it is done, and there is no one to answer.
        guard case .now(_, let effects) = try answer(&self, call) else { return [] }
        return effects
      }
    } catch {
      return [.log(.error, error.message)] + noteLostEdit(call)
    }
  }
}

// MARK: Jobs

extension Session {
  /// How many requests are still to be answered.
  package var queueLength: Int { inFlight.count }

  private mutating func begin(_ plan: JobPlan, _ pending: Pending) -> [Effect] {
    let job = makeJob(plan.lane, plan.run)
    inFlight.insert(
      job.id,
      RequestInFlight(
        pending: pending, cancellation: job.cancellation, progressToken: plan.progressToken,
        workDoneToken: plan.workDone?.token, document: plan.document,
        isSuggestion: plan.isSuggestion, answer: plan.answer))
    if let batch = pending.batch { batches.expect(batch) }
    let begun = plan.workDone.map { token, title in
      progress(token, ["kind": "begin", "title": .string(title), "cancellable": true])
    }
    return plan.effects + (begun.map { [$0] } ?? []) + [start(job, after: plan.delay)]
  }

  private mutating func start(_ job: Job, after delay: Double) -> Effect {
    guard delay > 0 else { return .start(job) }
    return wake(after: delay) { session in
      session.inFlight[job.id] == nil ? [] : [.start(job)]
    }.1
  }

  /// A job with an id that no other has.
  mutating func makeJob(_ lane: Job.Lane, _ run: @escaping Job.Work) -> Job {
    jobCount += 1
    return Job(id: JobID(number: jobCount), lane: lane, cancellation: Cancellation(), run: run)
  }

  private func progress(of job: JobID, _ value: JSON) -> [Effect] {
    guard let token = inFlight[job]?.progressToken else { return [] }
    return [progress(token, value)]
  }

  private func progress(_ token: JSON, _ value: JSON) -> Effect {
    let params = JSON(encoding: Progress.Params(token: token, value: value))
    return .send(Outgoing.notification(Progress.method, params))
  }

  /// Answers for a job that has ended; one that was answered before is passed over.
  private mutating func finish(
    _ job: JobID, _ result: Result<JSON, ResponseError>
  ) -> [Effect] {
    guard let ended = inFlight.remove(job) else {
      return finishFolderRead(job, try? result.get()) ?? finishMeasurement(job, result)
    }
    let end = ended.workDoneToken.map { [progress($0, ["kind": "end"])] } ?? []
    var more: [Effect] = []
    let answer = result.map { value in
      guard let answer = ended.answer else { return value }
      let (shown, effects) = answer(&self, value)
      more = effects
      return shown
    }
    var effects = end + respond(ended.pending, answer)
    if let batch = ended.pending.batch { effects += batches.close(batch) }
    return effects + more + exitIfDrained()
  }

  /// Cancels the job of a request, if it is still to be answered, and answers for it at once.
  mutating func cancel(_ request: RequestID, _ error: ResponseError) -> [Effect] {
    cancel(inFlight.job(of: request).map { [$0] } ?? [], .failure(error))
  }

  /// Cancels the jobs about a document and answers for them at once.
  mutating func cancel(about document: String, _ error: ResponseError) -> [Effect] {
    cancel(inFlight.jobs(of: document), .failure(error))
  }

  mutating func cancelAll() -> [Effect] {
    cancel(inFlight.all, .failure(ResponseError(.requestCancelled, "the server ends")))
  }

  /// Answers for a document's suggestions under way with nothing, and cancels them.
  mutating func answerForSuggestions(for uri: String, _ method: String) -> [Effect] {
    let jobs = inFlight.suggestions { $0.document == uri && $0.pending.method == method }
    for job in jobs { inFlight.dropAnswer(of: job) }
    return cancel(jobs, .success(.null))
  }

  private mutating func cancel(
    _ jobs: [JobID], _ result: Result<JSON, ResponseError>
  ) -> [Effect] {
    jobs.flatMap { job in
      inFlight[job]?.cancellation.cancel()
      return finish(job, result)
    }
  }

  /// Whether a suggestion for a document is under way.
  func awaitsSuggestion(for uri: String) -> Bool {
    !inFlight.suggestions { $0.document == uri }.isEmpty
  }

  private mutating func respond(
    _ pending: Pending, _ result: Result<JSON, ResponseError>
  ) -> [Effect] {
    latencies.record(pending.method, milliseconds: now - pending.received)
    let response =
      switch result {
      case .success(let value): Outgoing.response(to: pending.id, result: value)
      case .failure(let error): Outgoing.response(to: pending.id, error: error)
      }
    return send(response, pending.batch)
  }

  private mutating func send(_ response: JSON, _ batch: BatchID?) -> [Effect] {
    guard let batch else { return [.send(response)] }
    batches.add(response, to: batch)
    return []
  }
}

// MARK: The end

extension Session {
  private mutating func close(_ framing: Framing?) -> [Effect] {
    guard framing == .headers else {
      isDraining = true
      return exitIfDrained()
    }
    return cancelAll() + [.exit(status: phase == .shutDown ? 0 : 1)]
  }

  private func exitIfDrained() -> [Effect] {
    isDraining && inFlight.isEmpty ? [.exit(status: 0, owesAnswers: true)] : []
  }
}
