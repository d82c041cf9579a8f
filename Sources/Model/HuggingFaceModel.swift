enum HuggingFaceModel {
  static func source(path: String) throws(ModelError) -> SourceWeights {
    throw .unsupported(path: path, what: "safetensors")
  }
}
