import Completion
import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

/// A model being asked, behind the person's back, what the end of a document's prompt costs.
///
/// Diagnostics go out at once with what the rules guess, and again with what the model says: while
/// somebody types, once they pause. An edit in between makes the question stale.
enum Measurement {
  /// A model is asked.
  case running(JobID, Cancellation)
  /// A model will be asked.
  case waiting(TimerID)
}

extension Session {
  /// A pause of typing, in milliseconds.
  private static let pause = 150.0

  /// Asks the model about the end of a document, where it would change a finding.
  ///
  /// - Parameters:
  ///   - uri: The document.
  ///   - findings: What the rules find in it.
  ///   - isTyping: Whether to wait for a pause first.
  /// - Returns: What is to be done.
  mutating func measure(_ uri: String, _ findings: [Finding], isTyping: Bool) -> [Effect] {
    forgetMeasurement(of: uri)
    let configuration = configuration(of: uri)
    guard configuration.measuresFindings, findings.contains(where: \.isAboutCut),
      let open = documents[uri],
      let tokenizer = try? environment.library.tokenizer(configuration.tokenizer),
      (try? environment.library.entry(ofModel: configuration.model)) != nil
    else { return [] }
    if isTyping { return [measureLater(uri)] }
    let text = open.document.text
    let end = configuration.finalNewline.promptEnd(of: text)
    let prompt = text.bytes(in: text.promptStart(before: end)..<end)
    let model = configuration.model
    let job = makeJob(.model) { workbench, report in
      Result { () throws(ResponseError) in
        let measure = try workbench.measure(prompt, model, tokenizer, report)
        return measure.flatMap(Harm.init)?.json ?? .null
      }
    }
    measurements[uri] = .running(job.id, job.cancellation)
    return [.start(job)]
  }

  private mutating func measureLater(_ uri: String) -> Effect {
    let (timer, effect) = wake(after: Self.pause) { session in
      guard let open = session.documents[uri] else { return [] }
      return session.measure(uri, session.findings(in: open, of: uri), isTyping: false)
    }
    measurements[uri] = .waiting(timer)
    return effect
  }

  /// Asks no longer.
  mutating func forgetMeasurement(of uri: String) {
    switch measurements.removeValue(forKey: uri) {
    case .running(_, let cancellation): cancellation.cancel()
    case .waiting(let timer): callOff(timer)
    case nil: break
    }
  }

  /// Lets what somebody waits for go first; where a model was being asked, it will be again.
  mutating func postponeMeasurement(of uri: String) -> [Effect] {
    guard case .running = measurements[uri] else { return [] }
    forgetMeasurement(of: uri)
    return [measureLater(uri)]
  }

  /// Pushes a document's findings again, weighed, where the answer is to the last question about it.
  mutating func finishMeasurement(
    _ job: JobID, _ result: Result<JSON, ResponseError>
  ) -> [Effect] {
    let asked = measurements.first {
      if case .running(job, _) = $0.value { true } else { false }
    }
    guard let uri = asked?.key else { return [] }
    measurements[uri] = nil
    guard let open = documents[uri], case .success(let answer) = result,
      let harm = Harm(json: answer)
    else { return [] }
    documents[uri]?.harm = harm
    if client.pullsDiagnostics { return [ask(Refresh.Diagnostics.self, .null)] }
    return [diagnostics(weighedFindings(in: open, of: uri, by: harm), of: uri, in: open)]
  }
}

extension Harm {
  /// As `data` of findings, and as it travels from the model's thread.
  var json: JSON {
    ["harm": .number(probability), "bits": .number(bits), "estimate": .bool(isEstimate)]
  }

  fileprivate init?(json: JSON) {
    struct Members: Decodable {
      var harm: Double
      var bits: Double
      var estimate: Bool
    }
    guard let members = try? json.decode(Members.self) else { return nil }
    self.init(probability: members.harm, bits: members.bits, isEstimate: members.estimate)
  }
}
