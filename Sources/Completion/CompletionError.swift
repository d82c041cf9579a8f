package import Model

/// Why a prompt could not be completed.
package enum CompletionError: Error, Equatable, Sendable {
  /// The model failed.
  case model(ModelError)
  /// The prompt has no tokens and the tokenizer names none to begin a text with.
  case emptyPrompt
  /// The model has fewer tokens than the tokenizer: they are not of one another.
  case vocabularyMismatch(tokenizer: Int, model: Int)
}

extension CompletionError: CustomStringConvertible {
  /// One clause for a person, without a final dot.
  package var description: String {
    switch self {
    case .model(let error): error.description
    case .emptyPrompt: "the prompt is empty and the model has no token to begin a text with"
    case .vocabularyMismatch(let tokenizer, let model):
      "the tokenizer has \(tokenizer) tokens, the model \(model)"
    }
  }
}
