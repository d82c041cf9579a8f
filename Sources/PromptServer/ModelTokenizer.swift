import Model
import Tokenizers

extension Library {
  /// The tokenizer that a model was trained with: the one inside its file, or gpt2 where a GPT-2
  /// file has none.
  func tokenizer(
    of model: LanguageModel, named name: String, path: String
  ) throws(ModelError) -> Tokenizer {
    if model.configuration.architecture == .gpt2,
      let gpt2 = tokenizers.first(where: { $0.name == "gpt2" })
    {
      return gpt2
    }
    throw .unsupported(path: path, what: "a model without a tokenizer")
  }
}
