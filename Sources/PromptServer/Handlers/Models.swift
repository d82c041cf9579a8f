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
  static let loadModel = Method.job(LoadModelRequest.self) {
    (session, params) throws(ResponseError) in
    // A model that is part of the program is asked for by the path that it is listed with.
    let known = try? session.environment.library.entry(ofModel: params.name)
    let isBuiltIn = known?.builtIn != nil && known?.file.path == params.path
    if isBuiltIn, (params.quantize ?? .asStored) != .asStored || params.repackCache != nil {
      throw ResponseError(
        .invalidParams,
        "promptls/loadModel: \(params.name) is part of the program and used as it is")
    }
    let file = Library.ModelFile(
      path: params.path, quantization: (params.quantize ?? .asStored).quantization,
      repackCache: params.repackCache)
    return JobPlan(lane: .model, document: nil, progressToken: nil) { workbench, _ in
      Result { () throws(ResponseError) in
        try workbench.load(params.name, file: file)
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
    self.init(name: entry.name, path: entry.file.path, loaded: entry.isLoaded)
    quantize = LoadModelRequest.Quantize(rawValue: entry.file.quantization.rawValue)
    repackCache = entry.file.repackCache
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

extension LoadModelRequest.Quantize {
  fileprivate var quantization: LanguageModel.LoadOptions.Quantization {
    switch self {
    case .asStored: .asStored
    case .q8: .int8
    case .q4: .int4
    case .f32: .float32
    }
  }
}
