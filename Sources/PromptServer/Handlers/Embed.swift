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

  /// `promptls/neighbors`: by a job on the model's lane.
  static let neighbors = Method.job(NeighborsRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let name = params.model ?? session.configuration.model
    _ = try session.environment.library.entry(ofModel: name)
    let count = params.k ?? 10
    guard count > 0 else {
      throw ResponseError(.invalidParams, "promptls/neighbors: k is not above 0")
    }
    return JobPlan(lane: .model) { workbench, _ in
      Result { () throws(ResponseError) in
        let loaded = try workbench.model(name)
        let token = try loaded.token(params.token)
        return JSON(
          encoding: NeighborsRequest.Result(
            neighbors: try loaded.neighbors(of: token, count: count, workbench)))
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

  /// The token that a request names by id or by text that is one token.
  fileprivate func token(_ value: JSON) throws(ResponseError) -> TokenID {
    if let id = value.integer.flatMap(TokenID.init(exactly:)) { return id }
    guard let text = value.string else {
      throw ResponseError(.invalidParams, "promptls/neighbors: token is neither a text nor an id")
    }
    let ids = tokenizer.encode(Array(text.utf8).span)
    guard ids.count == 1 else {
      throw ResponseError(
        .requestFailed, "\"\(text)\" is \(ids.count) tokens of \(tokenizer.name), not one",
        name: "not-one-token")
    }
    return ids[0]
  }

  fileprivate func neighbors(
    of token: TokenID, count: Int, _ workbench: Workbench
  ) throws(ResponseError) -> [NeighborsRequest.Neighbor] {
    do throws(ModelError) {
      let vector = try model.staticVector(of: token)
      // One more, since the token is its own nearest neighbor.
      let wanted = min(count, model.configuration.vocabularySize - 1) + 1
      return model.neighbors(of: vector, count: wanted, parallelism: workbench.parallelism)
        .filter { $0.id != token }.prefix(count)
        .map { neighbor in
          NeighborsRequest.Neighbor(
            id: neighbor.id,
            text: String(decoding: tokenizer.bytes(of: neighbor.id) ?? [], as: UTF8.self),
            cosine: Double(neighbor.cosine))
        }
    } catch {
      throw ResponseError(embedding: error)
    }
  }
}

extension ResponseError {
  fileprivate init(embedding error: ModelError) {
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
