import Healing
import Text
import Tokenizers

extension Rule {
  /// The prompt itself ends in a line break, besides the one that editors add to files.
  ///
  /// Often meant: an answer begins on a new line. But a model that is given `\n` will not write what
  /// begins with one, and a second line break joins it in one token.
  static let trailingNewline = Rule(
    code: "trailing-newline", summary: "The prompt itself ends in a line break.", isAboutCut: true
  ) { input in
    guard let boundary = input.boundary(if: .trailingNewline) else { return [] }
    let run = input.trailingRun { $0 == 0x0A || $0 == 0x0D }
    guard let last = run.last else { return [] }
    let start =
      last > run.lowerBound && input.text[last] == 0x0A && input.text[last - 1] == 0x0D
      ? last - 1 : last
    let editors = input.text.byteCount > input.promptEnd
    return [
      Finding(
        code: "trailing-newline", severity: .information,
        message: "the prompt itself ends in a line break"
          + (editors ? ", besides the file's final one" : "") + "; "
          + "\(boundary.crossingCount) tokens of \(input.tokenizer.name) begin with it and go on",
        range: start..<run.upperBound, tokenizer: input.tokenizer.name,
        fixes: [
          input.deletion(start..<run.upperBound, "Delete the line break")
        ])
    ]
  }
}
