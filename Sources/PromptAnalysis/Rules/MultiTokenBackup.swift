import Healing
import Text
import Tokenizers

extension Rule {
  /// More than one token of the prompt's end may turn out otherwise.
  ///
  /// Decoders that take back one token, as most that heal do, cannot be right here.
  static let multiTokenBackup = Rule(
    code: "multi-token-backup",
    summary: "Healing has to take back several tokens; most decoders take back one.",
    isAboutCut: true
  ) { input in
    guard let boundary = input.boundary(if: .multiTokenBackup) else { return [] }
    let range = input.promptEnd - boundary.tail.count..<input.promptEnd
    let tokens = boundary.naive.dropFirst(boundary.stable.count).map { input.named($0) }
    return [
      Finding(
        code: "multi-token-backup", severity: .hint,
        message: "\(tokens.count) tokens may turn out otherwise: \(tokens.joined(separator: " "));"
          + " healing by one token is not enough",
        range: range, tokenizer: input.tokenizer.name)
    ]
  }
}
