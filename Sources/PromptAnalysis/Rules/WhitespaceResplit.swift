import Healing
import Text
import Tokenizers

extension Rule {
  /// The prompt ends in a run of white space that is cut otherwise once the text goes on.
  ///
  /// The last space of a run joins the word after it, and the rest of the run changes with it:
  /// indentation, and blank lines in gpt2. Median harm in code: 0.99.
  static let whitespaceResplit = Rule(
    code: "whitespace-resplit",
    summary: "The prompt ends in a run of white space that a continuation cuts otherwise.",
    isAboutCut: true
  ) { input in
    guard input.boundary(if: .whitespaceResplit) != nil else { return [] }
    let run = input.trailingRun { Rule.isASCIISpace($0) }
    guard !run.isEmpty else { return [] }
    return [
      Finding(
        code: "whitespace-resplit", severity: .warning,
        message: "the \(run.count) white-space characters at the prompt's end are other tokens "
          + "in \(input.tokenizer.name) once text follows",
        range: run, tokenizer: input.tokenizer.name, fixes: fixes(run, input))
    ]
  }

  private static func fixes(_ run: Range<Int>, _ input: LintInput) -> [Fix] {
    let firstBreak = run.first { input.text[$0] == UInt8(ascii: "\n") }
    guard let firstBreak else { return [input.deletion(run, "Delete the trailing white space")] }
    return [
      input.deletion(firstBreak + 1..<run.upperBound, "End with one line break"),
      input.deletion(run, "Delete the trailing white space"),
    ]
  }

  /// Space, tab and line breaks.
  static func isASCIISpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
