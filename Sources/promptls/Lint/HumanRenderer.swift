import Text

/// What was found, for people: each with its line and the place drawn under it.
struct HumanRenderer: LintRenderer {
  private let style: Style
  private var counts: [LintSeverity: Int] = [:]
  private var files = 0

  init(style: Style) {
    self.style = style
  }

  mutating func add(_ file: LintedFile) {
    if !file.findings.isEmpty { files += 1 }
    for finding in file.findings {
      counts[finding.severity, default: 0] += 1
      Console.print(
        "\(file.name):\(finding.start.line + 1):\(finding.start.character + 1): "
          + "\(painted(finding.severity.rawValue, finding.severity)): \(finding.message) "
          + style.dim("[\(finding.code)]"))
      let drawing = Drawing(of: finding, in: file)
      Console.print("  | \(drawing.line)")
      Console.print("  | \(painted(drawing.mark, finding.severity))")
      for fix in finding.fixes { Console.print("  fix: \(fix.title)") }
    }
  }

  func finish() {
    guard !counts.isEmpty else { return }
    let words = LintSeverity.allCases.compactMap { severity in
      counts[severity].map {
        "\($0) \(severity.rawValue)\($0 == 1 || severity == .information ? "" : "s")"
      }
    }
    Console.print("\(words.joined(separator: ", ")) in \(files) file\(files == 1 ? "" : "s")")
  }

  private func painted(_ text: String, _ severity: LintSeverity) -> String {
    switch severity {
    case .error: style.red(text)
    case .warning: style.yellow(text)
    case .information: style.blue(text)
    case .hint: style.cyan(text)
    }
  }

  /// A line as it is shown, and the mark under it.
  private struct Drawing {
    var line: String
    var mark: String

    /// Around the place; longer lines are cut.
    private static let width = 60

    init(of finding: LintedFinding, in file: LintedFile) {
      let scalars = Array(String(decoding: file.line(of: finding), as: UTF8.self).unicodeScalars)
      let start = min(finding.start.character, scalars.count)
      let end =
        finding.end.line == finding.start.line
        ? min(finding.end.character, scalars.count) : scalars.count
      let first = max(0, start - Self.width)
      let last = min(scalars.count, max(end, start) + 20)
      line = first > 0 ? "…" : ""
      mark = first > 0 ? " " : ""
      for index in first..<last {
        let shown = Self.shown(scalars[index], isMarked: (start..<end).contains(index))
        line += shown
        let width = shown.unicodeScalars.count
        mark +=
          index < start
          ? String(repeating: " ", count: width)
          : index < end && index < start + Self.width ? String(repeating: "^", count: width) : ""
      }
      if start >= end { mark += "^" }
      if last < scalars.count { line += "…" }
    }

    /// What cannot be seen is shown where it is what matters.
    private static func shown(_ scalar: Unicode.Scalar, isMarked: Bool) -> String {
      switch scalar {
      case " " where isMarked: "␠"
      case "\t": isMarked ? "␉" : " "
      case "\r": isMarked ? "␍" : ""
      case "\u{0}"..<" ": "\u{FFFD}"
      default: String(scalar)
      }
    }
  }
}
