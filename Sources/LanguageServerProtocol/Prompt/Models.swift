/// `promptls/models`: the models that can be named.
package enum ModelsRequest: Request {
  package static let method = "promptls/models"
  package typealias Params = NoParams

  package struct Result: Encodable, Sendable {
    package var models: [ModelDescription]

    package init(models: [ModelDescription]) {
      self.models = models
    }
  }
}

/// `promptls/loadModel`: makes a model file known by a name and loads it.
package enum LoadModelRequest: Request {
  package static let method = "promptls/loadModel"

  package struct Params: Decodable, Sendable {
    package var name: String
    package var path: String
    /// What the weights are rounded to on the way in; as in the file where absent.
    package var quantize: Quantize?
    /// A folder that keeps repacked weights for the next time.
    package var repackCache: String?
  }

  package enum Quantize: String, Codable, CaseIterable, Sendable {
    case asStored = "none"
    case q8, q4, f32
  }

  package typealias Result = ModelDescription
}

/// `promptls/unloadModel`: forgets a model and gives its memory back.
package enum UnloadModelRequest: Request {
  package static let method = "promptls/unloadModel"

  package struct Params: Decodable, Sendable {
    package var name: String
  }

  package typealias Result = NoResult
}

/// What is known of a model; all but the name and path only once it is loaded.
package struct ModelDescription: Encodable, Sendable {
  package var name: String
  package var path: String
  package var loaded: Bool
  package var quantize: LoadModelRequest.Quantize?
  package var repackCache: String?
  package var architecture: String?
  package var parameters: Int?
  package var contextLength: Int?
  package var tokenizer: String?
  package var weightFormat: String?
  package var bytesResident: Int?
  package var bytesMapped: Int?

  package init(name: String, path: String, loaded: Bool) {
    self.name = name
    self.path = path
    self.loaded = loaded
  }
}
