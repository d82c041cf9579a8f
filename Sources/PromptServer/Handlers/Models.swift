import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import Tokenizers

extension Method {
  /// `promptls/models`.
  static let models = Method.request(ModelsRequest.self) { (session, _) in
    ModelsRequest.Result(models: session.environment.library.models.map(ModelDescription.init))
  }

  /// `promptls/loadModel`: answered when the model is loaded.
  static let loadModel = Method.job(LoadModelRequest.self) { (_, params) in
    JobPlan(lane: .model, document: nil, progressToken: nil) { workbench, _ in
      Result { () throws(ResponseError) in
        try workbench.load(params.name, path: params.path)
        return JSON(encoding: ModelDescription(try workbench.library.entry(ofModel: params.name)))
      }
    }
  }

  /// `promptls/unloadModel`: answered when no request uses the model any more.
  static let unloadModel = Method.job(UnloadModelRequest.self) {
    (session, params) throws(ResponseError) in
    _ = try session.environment.library.entry(ofModel: params.name)
    return JobPlan(lane: .model, document: nil, progressToken: nil) { workbench, _ in
      workbench.forget(params.name)
      return .success(.null)
    }
  }
}

extension ModelDescription {
  init(_ entry: Library.ModelEntry) {
    self.init(name: entry.name, path: entry.path, loaded: entry.isLoaded)
    guard let loaded = entry.loaded else { return }
    architecture = loaded.model.configuration.architecture.rawValue
    parameters = loaded.model.parameterCount
    contextLength = loaded.model.configuration.contextLength
    tokenizer = loaded.tokenizer.name
    weightFormat = loaded.model.weightFormat
    bytesResident = loaded.model.bytesResident
    bytesMapped = loaded.model.bytesMapped
  }
}
