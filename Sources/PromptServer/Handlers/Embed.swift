import Completion
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import Tokenizers

extension Method {
  /// `promptls/embed`: by a job on the model's lane.
  static let embed = Method.job(EmbedRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let text = try session.text(params.source)
    let name = params.options.model ?? session.configuration(of: params.source.document).model
    _ = try session.environment.library.entry(ofModel: name)
    return JobPlan(lane: .model, document: params.source.document) { workbench, report in
      Result { () throws(ResponseError) in
        let loaded = try workbench.model(name)
        let ids = loaded.tokenizer.encode(
          text.bytes.span, specialTokens: .init(params.options.specialTokens))
        let layer = params.options.layer ?? .contextual
        let isPooled = params.options.pooling == .mean
        let vectors =
          isPooled
          ? try loaded.meanVector(of: ids, layer, workbench, report).map { [$0] } ?? []
          : try loaded.vectors(of: ids, layer, workbench, report)
        return JSON(
          encoding: EmbedRequest.Result(
            version: text.version, model: name, dimensions: loaded.model.configuration.width,
            vectors: vectors, tokens: isPooled ? nil : ids))
      }
    }
  }
}

extension Library.LoadedModel {
  /// The mean of the vectors of some tokens; nil where there are none.
  ///
  /// More tokens than the model's context are read window by window.
  func meanVector(
    of ids: [TokenID], _ layer: EmbedRequest.Layer, _ workbench: Workbench, _ report: JobReport
  ) throws(ResponseError) -> [Float]? {
    guard !ids.isEmpty else { return nil }
    let window = model.configuration.contextLength
    var sum = [Float](repeating: 0, count: model.configuration.width)
    for start in stride(from: 0, to: ids.count, by: window) {
      let some = Array(ids[start..<min(start + window, ids.count)])
      for vector in try vectors(of: some, layer, workbench, report) {
        for channel in vector.indices { sum[channel] += vector[channel] }
      }
    }
    return sum.map { $0 / Float(ids.count) }
  }

  fileprivate func vectors(
    of ids: [TokenID], _ layer: EmbedRequest.Layer, _ workbench: Workbench, _ report: JobReport
  ) throws(ResponseError) -> [[Float]] {
    do throws(ModelError) {
      guard layer == .contextual else {
        var vectors: [[Float]] = []
        for id in ids { vectors.append(try model.staticVector(of: id)) }
        return vectors
      }
      let context = InferenceContext(model: model, parallelism: workbench.parallelism)
      return try context.appendStates(ids, isCancelled: { report.cancellation.isCancelled })
    } catch {
      throw ResponseError(embedding: error)
    }
  }
}

extension ResponseError {
  init(embedding error: ModelError) {
    switch error {
    case .contextOverflow(let needed, let capacity):
      self.init(
        .requestFailed, error.description, name: "context-overflow",
        facts: ["needed": .integer(needed), "capacity": .integer(capacity)])
    case .invalidToken(let id, _):
      self.init(
        .requestFailed, error.description, name: "invalid-token-id",
        facts: ["id": .integer(Int(id))])
    default:
      self.init(.requestFailed, error.description, name: "embedding-failed")
    }
  }
}
