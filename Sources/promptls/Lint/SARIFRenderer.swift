import JSONCoding
import PromptAnalysis
import Text

/// One log of all files, for code hosts and dashboards.
///
/// Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
struct SARIFRenderer: LintRenderer {
  private var results: [JSON] = []

  mutating func add(_ file: LintedFile) {
    results += file.findings.map { Self.result($0, in: file) }
  }

  func finish() {
    let log: JSON = [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "promptls", "version": .string(Promptls.version), "rules": Self.rules,
            ]
          ],
          "columnKind": "unicodeCodePoints",
          "results": .array(results),
        ]
      ],
    ]
    Console.print(log.text + [UInt8(ascii: "\n")])
  }

  private static var rules: JSON {
    .array(
      Rule.all.map {
        ["id": .string($0.code), "shortDescription": ["text": .string($0.summary)]]
      })
  }

  private static func result(_ finding: LintedFinding, in file: LintedFile) -> JSON {
    let level: JSON =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .information, .hint: "note"
      }
    var result: JSON = [
      "ruleId": .string(finding.code), "level": level,
      "message": ["text": .string(finding.message)],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": .string(uriPath(file.name))],
            "region": region(
              finding.start.line, finding.start.character, finding.end.line, finding.end.character),
          ]
        ]
      ],
      "partialFingerprints": [
        "promptlsFinding/v1": .string(LintBaseline.fingerprint(of: finding, in: file))
      ],
    ]
    if !finding.fixes.isEmpty, case .object(var members) = result {
      members["fixes"] = .array(finding.fixes.map { fix($0, in: file) })
      result = .object(members)
    }
    return result
  }

  private static func fix(_ fix: LintedFix, in file: LintedFile) -> JSON {
    let replacements = fix.edits.map { edit -> JSON in
      let start = file.text.position(of: edit.range.lowerBound, in: .utf32)
      let end = file.text.position(of: edit.range.upperBound, in: .utf32)
      return [
        "deletedRegion": region(start.line, start.character, end.line, end.character),
        "insertedContent": ["text": .string(String(decoding: edit.newBytes, as: UTF8.self))],
      ]
    }
    return [
      "description": ["text": .string(fix.title)],
      "artifactChanges": [
        [
          "artifactLocation": ["uri": .string(uriPath(file.name))],
          "replacements": .array(replacements),
        ]
      ],
    ]
  }

  private static func region(_ line: Int, _ column: Int, _ endLine: Int, _ endColumn: Int) -> JSON {
    [
      "startLine": .integer(line + 1), "startColumn": .integer(column + 1),
      "endLine": .integer(endLine + 1), "endColumn": .integer(endColumn + 1),
    ]
  }
}
