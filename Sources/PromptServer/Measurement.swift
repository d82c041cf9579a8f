import Completion
import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import PromptFormats
import Text
import Tokenizers

/// A model being asked, behind the person's back, what the end of a document's prompt costs.
///
/// Diagnostics go out at once with what the rules guess, again with what the model says (while somebody
/// types, once they pause), and where that is harm once more with the smallest edit that mends it. An
/// edit in between makes the question stale.
enum Measurement {
  /// A model is asked about a prompt, by its place in the document.
  case running(JobID, Cancellation, PromptPart, [UInt8])
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
    guard configuration.measuresFindings, findings.contains(where: \.isWeighable),
      let open = documents[uri],
      let part = open.prompts.layout.parts.last(where: \.isOpen),
      (try? environment.library.entry(ofModel: configuration.model)) != nil
    else { return [] }
    if isTyping { return [measureLater(uri)] }
    let prompt = open.document.text.weighedEnd(of: part)
    return ask(uri, part, prompt) { workbench, model, tokenizer, report throws(ResponseError) in
      try workbench.harm(prompt, model, tokenizer, report)?.json ?? .null
    }
  }

  /// Asks for the smallest edit that mends what was measured.
  private mutating func searchEdit(
    _ uri: String, _ part: PromptPart, _ prompt: [UInt8]
  ) -> [Effect] {
    ask(uri, part, prompt) { workbench, model, tokenizer, report throws(ResponseError) in
      let edit = try workbench.smallestEdit(prompt, model, tokenizer, report)
      return ["edit": edit.map { .integer($0.length) } ?? .null, "left": edit?.harm.json ?? .null]
    }
  }

  private mutating func ask(
    _ uri: String, _ part: PromptPart, _ prompt: [UInt8],
    _ question:
      @escaping @Sendable (Workbench, String, Tokenizer, JobReport) throws(ResponseError) -> JSON
  ) -> [Effect] {
    let configuration = configuration(of: uri)
    let model = configuration.model
    guard let tokenizer = try? environment.library.tokenizer(configuration.tokenizer) else {
      return []
    }
    let job = makeJob(.model) { workbench, report in
      Result { () throws(ResponseError) in
        try question(workbench, model, tokenizer, report)
      }
    }
    measurements[uri] = .running(job.id, job.cancellation, part, prompt)
    return [.start(job)]
  }

  private mutating func measureLater(_ uri: String) -> Effect {
    let (timer, effect) = wake(after: Self.pause) { session in
      guard session.documents[uri] != nil else { return [] }
      return session.measure(uri, session.findings(of: uri), isTyping: false)
    }
    measurements[uri] = .waiting(timer)
    return effect
  }

  /// Asks no longer.
  mutating func forgetMeasurement(of uri: String) {
    switch measurements.removeValue(forKey: uri) {
    case .running(_, let cancellation, _, _): cancellation.cancel()
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
    for (uri, measurement) in measurements {
      guard case .running(job, _, let part, let prompt) = measurement else { continue }
      measurements[uri] = nil
      guard documents[uri] != nil, case .success(let answer) = result else { return [] }
      return take(answer, about: part, prompt, in: uri)
    }
    return []
  }

  private mutating func take(
    _ answer: JSON, about part: PromptPart, _ prompt: [UInt8], in uri: String
  ) -> [Effect] {
    if let harm = Harm(json: answer) {
      documents[uri]?.verdict = Verdict(harm: harm, part: part.text.source, fix: nil)
      return showVerdict(uri) + (harm.isHarmful ? searchEdit(uri, part, prompt) : [])
    }
    guard let verdict = documents[uri]?.verdict, let length = answer["edit"]?.integer,
      let left = answer["left"].flatMap({ Harm(json: $0) })
    else { return [] }
    let edit = SmallestEdit(length: length, harm: left)
    documents[uri]?.verdict?.fix = edit.fix(of: prompt, in: part, was: verdict.harm)
    return client.pullsDiagnostics ? [] : showVerdict(uri)
  }

  private mutating func showVerdict(_ uri: String) -> [Effect] {
    if client.pullsDiagnostics { return [ask(Refresh.Diagnostics.self, .null)] }
    let found = weighedFindings(of: uri)
    return documents[uri].map { [diagnostics(found, of: uri, in: $0)] } ?? []
  }
}

extension Finding {
  /// Whether a model's word would change it.
  fileprivate var isWeighable: Bool { isAboutCut && !isInClosedPart }
}

extension SmallestEdit {
  /// The edit as a fix of the document that a part stands in.
  ///
  /// - Parameters:
  ///   - prompt: The part's text, or its end.
  ///   - part: Where it stands.
  ///   - was: The harm before.
  /// - Returns: The fix.
  func fix(of prompt: [UInt8], in part: PromptPart, was: Harm) -> Fix {
    var fix = fix(endingAt: part.text.count, of: prompt, was: was)
    fix.edits = fix.edits.map {
      TextEdit(range: part.text.sourceRange(of: $0.range), newBytes: $0.newBytes)
    }
    return fix
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
