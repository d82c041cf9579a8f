import Healing
import Text
import Tokenizers

/// Rules for an end inside something that longer tokens begin with: only a model can tell how much
/// it matters, so that without one they are hints.
extension Rule {
  /// The prompt ends inside a word, or at the end of one that longer words begin with.
  static let midWord = unfinishedToken(
    .midWord, code: "mid-word", summary: "The prompt ends in a word that may not be finished.")

  /// The prompt ends in a number that may go on.
  static let midNumber = unfinishedToken(
    .midNumber, code: "mid-number",
    summary: "The prompt ends in a number that may not be finished.")

  /// The prompt ends in punctuation that longer tokens begin with: `:` and `://`.
  static let punctuationPrefix = unfinishedToken(
    .punctuationPrefix, code: "punctuation-prefix",
    summary: "The prompt ends in punctuation that longer tokens begin with.")

  /// The prompt ends in an apostrophe that a contraction begins with: `don'` and `'t`.
  static let openContraction = unfinishedToken(
    .openContraction, code: "open-contraction",
    summary: "The prompt ends in what may become a contraction.")

  private static func unfinishedToken(
    _ condition: BoundaryCondition, code: String, summary: String
  ) -> Rule {
    Rule(code: code, summary: summary, isAboutCut: true) { input in
      guard let boundary = input.boundary(if: condition), !boundary.tail.isEmpty else { return [] }
      let range = input.promptEnd - boundary.tail.count..<input.promptEnd
      let tail = input.quoted(range)
      return [
        Finding(
          code: code, severity: .hint,
          message: "\(tail) may be cut otherwise once text follows: "
            + "\(boundary.crossingCount) token sequences of \(input.tokenizer.name) reach past it"
            + example(boundary, input),
          range: range, tokenizer: input.tokenizer.name,
          fixes: [input.deletion(range, "Delete \(tail) and let the model write it")])
      ]
    }
  }

  /// The shortest single token that goes on from the tail, in words.
  private static func example(_ boundary: Boundary, _ input: LintInput) -> String {
    let root = boundary.tree.contexts[0]
    let longer = root.leaves.lazy.compactMap { id in input.tokenizer.bytes(of: id).map { (id, $0) }
    }
    .filter { $0.1.count > boundary.tail.count }
    guard let shortest = longer.min(by: { ($0.1.count, $0.0) < ($1.1.count, $1.0) }) else {
      return ""
    }
    return ", such as \(input.named(shortest.0))"
  }
}
