import Healing
import Text
import Tokenizers

extension Rule {
  /// The prompt ends in a tab that no continuation joins.
  ///
  /// gpt2 has no token with a tab and something else, so the cut is certain; but a word never
  /// follows a tab with its own space, and text that ends in a tab is rarely meant.
  static let trailingTab = Rule(
    code: "trailing-tab", summary: "The prompt ends in a tab."
  ) { input in
    let run = input.trailingRun { $0 == 0x20 || $0 == 0x09 }
    guard !run.isEmpty, input.text[run.upperBound - 1] == 0x09,
      input.boundary(if: .trailingSpace) == nil, input.boundary(if: .whitespaceResplit) == nil
    else { return [] }
    return [
      Finding(
        code: "trailing-tab", severity: .warning,
        message: "the prompt ends in a tab; text that goes on rarely does so behind one",
        range: run, tokenizer: input.tokenizer.name,
        fixes: [input.deletion(run, "Delete the trailing white space")])
    ]
  }
}
