import Documents
import Healing
import Text
import Tokenizers

extension Rule {
  /// The prompt holds the text of a special token, or ends in the beginning of one.
  ///
  /// As text it is cut into ordinary tokens that mean nothing to the model; read as the token, it
  /// ends the document.
  static let specialText = Rule(
    code: "special-text",
    summary: "The prompt holds the text of a special token, which is read as ordinary characters."
  ) { input in
    input.tokenizer.specialTokens.flatMap { token in
      input.places(of: Array(token.text.utf8)).map { range in
        Finding(
          code: "special-text", severity: .warning,
          message: "\(token.text) is read as text here, not as the special token \(token.id) of "
            + input.tokenizer.name,
          range: range, tokenizer: input.tokenizer.name,
          fixes: [input.deletion(range, "Delete \(token.text)")])
      }
    } + beginning(input)
  }

  private static func beginning(_ input: LintInput) -> [Finding] {
    let longest = input.tokenizer.specialTokens.map(\.text.utf8.count).max() ?? 0
    let start = max(input.prompt.lowerBound, input.promptEnd - longest)
    let tail = input.text.bytes(in: start..<input.promptEnd)
    for token in input.tokenizer.specialTokens {
      let bytes = Array(token.text.utf8)
      for length in (2..<max(2, bytes.count)).reversed() where tail.count >= length {
        let range = input.promptEnd - length..<input.promptEnd
        guard tail.suffix(length).elementsEqual(bytes[..<length]) else { continue }
        return [
          Finding(
            code: "special-text", severity: .hint,
            message: "\(input.quoted(range)) is the beginning of the special token \(token.text)",
            range: range, tokenizer: input.tokenizer.name)
        ]
      }
    }
    return []
  }
}
