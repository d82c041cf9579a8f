import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import PromptAnalysis
import Tokenizers

extension Session {
  /// A count with what each kind of unit costs: by a job on the model's lane, since that follows
  /// from the model's shape.
  func units(
    _ params: CountRequest.Params, _ tokenizers: [Tokenizer]
  ) throws(ResponseError) -> Method.Answer {
    let text = try text(params.source)
    let name = params.options.model ?? configuration.model
    _ = try environment.library.entry(ofModel: name)
    return .later(
      JobPlan(lane: .model) { workbench, _ in
        Result { () throws(ResponseError) in
          let shape = try workbench.model(name).model.configuration
          var result = Method.count(text, tokenizers, params.options)
          result.units = UnitCount.all(text.bytes, tokenizers: tokenizers).map { unit in
            CountRequest.Unit(
              unit: unit.unit.rawValue, tokenizer: unit.tokenizer, tokens: unit.count,
              vocabularySize: unit.vocabularySize,
              embeddingBytes: unit.vocabularySize * shape.width * MemoryLayout<Float>.size,
              unknown: unit.unknown,
              contextShare: Double(unit.count) / Double(shape.contextLength))
          }
          return JSON(encoding: result)
        }
      })
  }
}
