import Completion
import Daemon
import DefaultModel
import Foundation
import Model
import Tokenizers
import Vocabularies

/// A model with what completes prompts with it.
struct LoadedModel {
  let name: String
  let context: InferenceContext
  let completer: Completer

  /// Loads a model file, or the built-in model where the path is "default".
  init(path: String, parallelism: Parallelism = .serial) throws {
    let isBuiltIn = path == "default"
    name =
      isBuiltIn
      ? "the default model" : URL(filePath: path).deletingPathExtension().lastPathComponent
    let model =
      isBuiltIn ? try LanguageModel.builtIn() : try LanguageModel.load(path: path)
    context = InferenceContext(model: model, parallelism: parallelism)
    if let data = try model.tokenizerData() {
      completer = Completer(tokenizer: try Tokenizer(name: "model", data), data: data)
    } else if let gpt2 = Vocabularies.all.first(where: { $0.name == "gpt2" }) {
      let ends = gpt2.specialTokens.map(\.id)
      completer = Completer(tokenizer: gpt2, ends: Set(ends), begin: ends.first)
    } else {
      throw BenchError(message: "\(path) carries no tokenizer")
    }
  }
}
