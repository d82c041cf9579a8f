import Healing
import Text
import Tokenizers

extension Rule {
  /// The prompt ends inside a character.
  static let partialCharacter = Rule(
    code: "partial-utf8", summary: "The prompt ends inside a character."
  ) { input in
    guard let boundary = input.boundary(if: .partialUTF8) else { return [] }
    let range = input.promptEnd - boundary.unfinished..<input.promptEnd
    return [
      Finding(
        code: "partial-utf8", severity: .warning,
        message: "the prompt ends inside a character: \(range.count) of its bytes are there",
        range: range, tokenizer: input.tokenizer.name,
        fixes: [input.deletion(range, "Delete the unfinished character")])
    ]
  }
}
