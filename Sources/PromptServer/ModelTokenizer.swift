import Completion
import Model
import Tokenizers

extension Library {
  /// Loads a model with the tokenizer it was trained with: the one inside its file, or gpt2 where a
  /// GPT-2 file has none.
  func read(_ entry: ModelEntry, _ parallelism: Parallelism) throws(ModelError) -> LoadedModel {
    let model: LanguageModel
    if let builtIn = entry.builtIn {
      model = try builtIn()
    } else {
      model = try LanguageModel.load(
        path: entry.file.path,
        options: .init(
          quantization: entry.file.quantization, repackCache: entry.file.repackCache,
          parallelism: parallelism))
    }
    if let data = try model.tokenizerData() {
      let tokenizer = try tokenizer(named: entry.name, of: data, path: entry.file.path)
      guard addModelTokenizer(tokenizer) else {
        throw .unsupported(
          path: entry.file.path,
          what: "the name \"\(entry.name)\" belongs to a tokenizer; give the model another")
      }
      return LoadedModel(
        model: model, tokenizer: tokenizer, completer: Completer(tokenizer: tokenizer, data: data))
    }
    guard let gpt2 = tokenizers.first(where: { $0.name == "gpt2" }),
      model.configuration.vocabularySize == gpt2.vocabularySize
    else {
      throw .unsupported(
        path: entry.file.path, what: "a model without a tokenizer that is not gpt2's")
    }
    let endOfText = gpt2.specialTokens.map(\.id)
    return LoadedModel(
      model: model, tokenizer: gpt2,
      completer: Completer(
        tokenizer: gpt2, ends: Set(endOfText), begin: endOfText.first, healer: healer(of: gpt2)))
  }

  private func tokenizer(
    named name: String, of data: TokenizerData, path: String
  ) throws(ModelError) -> Tokenizer {
    do throws(TokenizerError) {
      return try Tokenizer(name: name, data)
    } catch {
      throw .unsupported(path: path, what: error.description)
    }
  }
}
