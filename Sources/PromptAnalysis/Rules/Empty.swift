import Healing
import Text
import Tokenizers

extension Rule {
  /// There is no prompt: the first token must be one that can begin a text.
  static let empty = Rule(code: "empty", summary: "The prompt is empty.") { input in
    guard input.prompt.isEmpty, input.boundary(if: .empty) != nil else { return [] }
    return [
      Finding(
        code: "empty", severity: .information,
        message: "the prompt is empty: a model begins any text it likes", range: input.prompt,
        tokenizer: input.tokenizer.name)
    ]
  }
}
