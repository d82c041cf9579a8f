import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import Tokenizers

extension Method {
  /// `promptls/similarity`: by a job on the model's lane.
  static let similarity = Method.job(SimilarityRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let text = try session.text(params.source)
    let options = params.options
    let name = options.model ?? session.configuration(of: params.source.document).model
    _ = try session.environment.library.entry(ofModel: name)
    return JobPlan(lane: .model, document: params.source.document) { workbench, report in
      Result { () throws(ResponseError) in
        let loaded = try workbench.model(name)
        let layer = options.layer ?? .contextual
        func direction(_ bytes: [UInt8]) throws(ResponseError) -> [Float]? {
          let ids = loaded.tokenizer.encode(
            bytes.span, specialTokens: .init(options.specialTokens))
          return try loaded.meanVector(of: ids, layer, workbench, report).flatMap(unit)
        }
        let own = try direction(text.bytes)
        var similarities: [Double?] = []
        for other in options.others {
          let theirs = try direction(Array(other.utf8))
          similarities.append(own.flatMap { own in theirs.map { dot(own, $0) } })
        }
        return JSON(
          encoding: SimilarityRequest.Result(
            version: text.version, model: name, layer: layer, similarities: similarities))
      }
    }
  }

  /// A vector of length one in the same direction; nil for the zero vector.
  private static func unit(_ vector: [Float]) -> [Float]? {
    let length = dot(vector, vector).squareRoot()
    return length > 0 ? vector.map { Float(Double($0) / length) } : nil
  }

  private static func dot(_ one: [Float], _ other: [Float]) -> Double {
    zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
