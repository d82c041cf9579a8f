import Documents
import Text

extension Rule {
  /// Some lines end in a line feed, some in a carriage return and a line feed.
  static let mixedLineEndings = Rule(
    code: "mixed-line-endings", summary: "Lines end in different ways."
  ) { input in
    let end = UnusualCharacter.lineEnd
    let long: Int
    let all = input.text.statistics.lineBreaks
    if let kept = input.marks.first(where: { $0.texts == [end] }) {
      long = kept.count
    } else {
      long = input.text.bytes.places(of: end, atMost: .max).count
    }
    guard 0 < long, long < all, let first = input.places(of: end, atMost: 1).first else {
      return []
    }
    return [
      Finding(
        code: "mixed-line-endings", severity: .information,
        message: "\(long) of \(all) lines end in \\r\\n, the others do not: they are other tokens",
        range: first, fixes: fixes(input))
    ]
  }

  private static func fixes(_ input: LintInput) -> [Fix] {
    let edits = input.places(of: UnusualCharacter.lineEnd, atMost: mostEdits).map {
      TextEdit(range: $0.lowerBound..<$0.lowerBound + 1, newBytes: [])
    }
    guard edits.count < mostEdits else { return [] }
    return [Fix(title: "End all lines in \\n", edits: edits)]
  }

  private static let mostEdits = 200
}
