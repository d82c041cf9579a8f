import Healing
import Text
import Tokenizers

extension Rule {
  /// The prompt ends in one space.
  ///
  /// Byte-pair vocabularies carry a space at the front of the word that follows it: ` fine` is one
  /// token. A prompt that ends in a space has spent it, and the model must go on with a word that
  /// has none, which it saw seldom in training. Median harm: 0.996.
  static let trailingSpace = Rule(
    code: "trailing-space",
    summary: "The prompt ends in a space, which the next word would have brought along.",
    isAboutCut: true
  ) { input in
    guard let boundary = input.boundary(if: .trailingSpace) else { return [] }
    let range = input.promptEnd - 1..<input.promptEnd
    return [
      Finding(
        code: "trailing-space", severity: .warning,
        message: "the prompt ends in a space, its own token here, but "
          + "\(boundary.crossingCount) tokens of \(input.tokenizer.name) bring their own space",
        range: range, tokenizer: input.tokenizer.name,
        fixes: [input.deletion(range, "Delete the trailing space")])
    ]
  }
}
