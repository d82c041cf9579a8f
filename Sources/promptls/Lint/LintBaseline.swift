import Digests
import JSONCoding

/// Findings that were there before, of which nothing more is said.
///
/// A finding is known by its file, its rule and its line's text, so that lines may move.
struct LintBaseline {
  private var counts: [String: Int] = [:]

  init() {}

  /// Reads a baseline file.
  init(path: String) throws(UsageError) {
    let bytes = try Input.read(path).bytes
    guard let json = try? JSON.parse(bytes), let findings = json["findings"]?.array else {
      throw UsageError("\(path) is no baseline of promptls")
    }
    for finding in findings {
      guard let fingerprint = finding["fingerprint"]?.string else { continue }
      counts[fingerprint, default: 0] += 1
    }
  }

  /// The file without the findings that are known; each known one stands for one.
  mutating func filter(_ file: LintedFile) -> LintedFile {
    var filtered = file
    filtered.findings = file.findings.filter { finding in
      let fingerprint = Self.fingerprint(of: finding, in: file)
      guard let count = counts[fingerprint], count > 0 else { return true }
      counts[fingerprint] = count - 1
      return false
    }
    return filtered
  }

  /// The baseline that knows some findings.
  static func text(of files: [LintedFile]) -> [UInt8] {
    let findings = files.flatMap { file in
      file.findings.map { finding -> JSON in
        [
          "file": .string(file.name), "code": .string(finding.code),
          "fingerprint": .string(fingerprint(of: finding, in: file)),
        ]
      }
    }
    let json: JSON = ["version": 1, "findings": .array(findings)]
    return json.text + [UInt8(ascii: "\n")]
  }

  /// Sixteen hexadecimal digits.
  static func fingerprint(of finding: LintedFinding, in file: LintedFile) -> String {
    FNV1a.hexadecimal(
      Array(file.name.utf8) + [0] + Array(finding.code.utf8) + [0] + file.line(of: finding))
  }
}
