import JSONCoding
import Text

/// `file:line:column: severity: message [code]`, which editors and compilers' readers know.
struct GCCRenderer: LintRenderer {
  mutating func add(_ file: LintedFile) {
    for finding in file.findings { Console.print(Self.line(finding, in: file)) }
  }

  func finish() {}

  static func line(_ finding: LintedFinding, in file: LintedFile) -> String {
    "\(file.name):\(finding.start.line + 1):\(finding.start.character + 1): "
      + "\(finding.severity.rawValue): \(finding.message) [\(finding.code)]"
  }
}

/// The result of the request of the same name, one a line.
struct JSONRenderer: LintRenderer {
  mutating func add(_ file: LintedFile) { Console.print(file.result.text + [UInt8(ascii: "\n")]) }
  func finish() {}
}

/// Commands that GitHub's runners turn into annotations.
///
/// Source: "Workflow commands for GitHub Actions", its escapes included.
struct GitHubRenderer: LintRenderer {
  mutating func add(_ file: LintedFile) {
    for finding in file.findings {
      let level =
        switch finding.severity {
        case .error: "error"
        case .warning: "warning"
        case .information, .hint: "notice"
        }
      Console.print(
        "::\(level) file=\(Self.escaped(file.name, isProperty: true)),line=\(finding.start.line + 1),"
          + "endLine=\(finding.end.line + 1),col=\(finding.start.character + 1),"
          + "endColumn=\(finding.end.character + 1),title=promptls \(finding.code)::"
          + Self.escaped(finding.message, isProperty: false))
    }
  }

  func finish() {}

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": escaped += "%25"
      case "\r": escaped += "%0D"
      case "\n": escaped += "%0A"
      case ":" where isProperty: escaped += "%3A"
      case "," where isProperty: escaped += "%2C"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
