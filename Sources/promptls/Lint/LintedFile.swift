import JSONCoding
import Text

/// A file and what was found in it.
struct LintedFile {
  /// As the person named it; `stdin` for what came from there.
  var name: String
  var text: DocumentTree
  var findings: [LintedFinding]
  /// What the request of the same name answered.
  var result: JSON

  init(_ input: Input, _ result: JSON) {
    name = Input.shown(input.name)
    text = DocumentTree(input.bytes)
    self.result = result
    let text = text
    findings = (result["findings"]?.array ?? []).map { LintedFinding($0, in: text) }
  }

  /// The line that a finding begins in, without its line break.
  func line(of finding: LintedFinding) -> [UInt8] {
    text.bytes(in: text.contentRange(ofLine: finding.start.line))
  }
}

/// A finding as it is printed.
struct LintedFinding {
  var code: String
  var severity: LintSeverity
  var message: String
  var range: Range<Int>
  var start: Position
  var end: Position
  var fixes: [LintedFix]

  init(_ finding: JSON, in text: DocumentTree) {
    code = finding["code"]?.string ?? ""
    severity = finding["severity"]?.string.flatMap(LintSeverity.init(rawValue:)) ?? .warning
    message = finding["message"]?.string ?? ""
    let lower = min(finding["start"]?.integer ?? 0, text.byteCount)
    range = lower..<max(lower, min(finding["end"]?.integer ?? 0, text.byteCount))
    start = text.position(of: range.lowerBound, in: .utf32)
    end = text.position(of: range.upperBound, in: .utf32)
    fixes = (finding["fixes"]?.array ?? []).map(LintedFix.init)
  }
}

/// A fix as it is applied.
struct LintedFix {
  var title: String
  var edits: [TextEdit]

  init(_ fix: JSON) {
    title = fix["title"]?.string ?? ""
    edits = (fix["edits"]?.array ?? []).compactMap { edit in
      guard let start = edit["start"]?.integer, let end = edit["end"]?.integer, start <= end else {
        return nil
      }
      return TextEdit(range: start..<end, newBytes: Array((edit["newText"]?.string ?? "").utf8))
    }
  }
}

/// How much a finding matters, the worst first.
enum LintSeverity: String, CaseIterable {
  case error
  case warning
  case information
  case hint

  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
