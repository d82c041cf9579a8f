import Documents
import Text
import Tokenizers

extension Rule {
  /// The prompt has more tokens than the model's window.
  static let contextLength = Rule(
    code: "context-length", summary: "The prompt does not fit the model's context window."
  ) { input in
    // A token has at least one byte.
    guard let window = input.expectations.window, input.prompt.count > window.tokens else {
      return []
    }
    let bytes = input.modelTokens == nil ? input.text.bytes(in: input.prompt) : []
    let tokens = input.modelTokens ?? window.tokenizer.encode(bytes.span).count
    guard tokens > window.tokens else { return [] }
    let end = input.prompt.upperBound
    return [
      Finding(
        code: "context-length", severity: window.isChosen ? .warning : .information,
        message: "\(tokens) tokens of \(window.tokenizer.name) do not fit the \(window.tokens) of "
          + "\(window.owner): the first \(tokens - window.tokens) would be left out",
        range: end..<end, tokenizer: window.tokenizer.name)
    ]
  }
}
