import PromptFormats
import Text
import Tokenizers

extension Rule {
  /// A prompt and its completion, encoded apart, are other tokens than the text that they make.
  ///
  /// A model that is trained on such lines learns tokens that it will not see where prompts and
  /// completions are encoded together, and the other way round. Exact: E(ab) ≠ E(a) E(b).
  static let datasetSeam = Rule(
    code: "dataset-seam",
    summary: "A prompt and its completion have other tokens together than apart.",
    .seam { input in
      let (first, second) = (input.bytes(of: input.first), input.bytes(of: input.second))
      guard !first.isEmpty, !second.isEmpty, !input.tokenizer.keepsSeam(first, second) else {
        return []
      }
      let start = lastScalar(of: first)
      let fixes = smallestMove(first, second, input).map { [$0] } ?? []
      return [
        Finding(
          code: "dataset-seam", severity: .warning,
          message: "prompt and completion are other tokens of \(input.tokenizer.name) together than"
            + " apart" + (fixes.isEmpty ? "" : "; \(input.moved(fixes[0])) mends it"),
          range: input.first.text.sourceRange(of: start..<first.count),
          tokenizer: input.tokenizer.name, fixes: fixes)
      ]
    })

  /// The fewest bytes that have to change sides, found by trying.
  private static func smallestMove(
    _ first: [UInt8], _ second: [UInt8], _ input: SeamInput
  ) -> Fix? {
    for length in 1...longestMove {
      if length < first.count, isStart(first, first.count - length) {
        let moved = Array(first.suffix(length))
        if input.tokenizer.keepsSeam(Array(first.dropLast(length)), moved + second) {
          return fix(input, moved, from: first.count - length..<first.count, forward: true)
        }
      }
      if length < second.count, isStart(second, length) {
        let moved = Array(second.prefix(length))
        if input.tokenizer.keepsSeam(first + moved, Array(second.dropFirst(length))) {
          return fix(input, moved, from: 0..<length, forward: false)
        }
      }
    }
    return nil
  }

  /// Longer moves are no small edit.
  private static let longestMove = 24

  private static func fix(
    _ input: SeamInput, _ moved: [UInt8], from range: Range<Int>, forward: Bool
  ) -> Fix {
    let (from, to) = forward ? (input.first, input.second) : (input.second, input.first)
    let place = forward ? to.text.source.lowerBound : to.text.source.upperBound
    let deletion = TextEdit(range: from.text.sourceRange(of: range), newBytes: [])
    let insertion = TextEdit(
      range: place..<place, newBytes: to.text.spelling(of: moved, inJSON: to.isJSON))
    return Fix(
      title: "Move \(moved.quoted) to the \(forward ? "completion's beginning" : "prompt's end")",
      edits: deletion.range.lowerBound < place ? [deletion, insertion] : [insertion, deletion])
  }

  private static func isStart(_ bytes: [UInt8], _ offset: Int) -> Bool {
    bytes[offset] & 0xC0 != 0x80
  }

  private static func lastScalar(of bytes: [UInt8]) -> Int {
    bytes.indices.last { isStart(bytes, $0) } ?? 0
  }
}

extension SeamInput {
  /// The title of a fix within a sentence.
  fileprivate func moved(_ fix: Fix) -> String { "moving" + fix.title.dropFirst("Move".count) }
}
