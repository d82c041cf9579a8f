import Completion
import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

/// A model being asked, behind the person's back, what the end of a document's prompt costs.
///
/// Diagnostics go out at once with what the rules guess, and again with what the model says. An edit
/// in between makes the question stale.
struct Measurement {
  var job: JobID
  var cancellation: Cancellation
}

extension Session {
  /// Asks the model about the end of a document, where it would change a finding.
  mutating func measure(_ uri: String, _ findings: [Finding]) -> [Effect] {
    measurements.removeValue(forKey: uri)?.cancellation.cancel()
    guard configuration.measuresFindings, findings.contains(where: \.isAboutCut),
      let open = documents[uri],
      let tokenizer = try? environment.library.tokenizer(configuration.tokenizer),
      (try? environment.library.entry(ofModel: configuration.model)) != nil
    else { return [] }
    let text = open.document.text
    let prompt = text.bytes(in: 0..<configuration.finalNewline.promptEnd(of: text))
    let model = configuration.model
    let job = makeJob(.model) { workbench, report in
      Result { () throws(ResponseError) in
        let measure = try workbench.measure(prompt, model, tokenizer, report)
        return measure.flatMap(Harm.init)?.json ?? .null
      }
    }
    measurements[uri] = Measurement(job: job.id, cancellation: job.cancellation)
    return [.start(job)]
  }

  /// Pushes a document's findings again, weighed, where the answer is to the last question about it.
  mutating func finishMeasurement(
    _ job: JobID, _ result: Result<JSON, ResponseError>
  ) -> [Effect] {
    guard let uri = measurements.first(where: { $0.value.job == job })?.key else { return [] }
    measurements[uri] = nil
    guard let open = documents[uri], case .success(let answer) = result,
      let harm = Harm(json: answer)
    else { return [] }
    let weighed = findings(in: open).weighed(by: harm)
    return [diagnostics(weighed.filter { !$0.isHarmless }, of: uri, in: open)]
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
