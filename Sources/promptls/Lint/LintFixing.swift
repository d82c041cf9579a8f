import Text

extension LintedFile {
  /// The text with the first fix of each warning and error, as far as they do not touch each other.
  ///
  /// Hints and information are not for programs to act on.
  var fixed: (bytes: [UInt8], count: Int) {
    var bytes = text.bytes
    var count = 0
    var limit = bytes.count + 1
    let wanted = findings.filter { $0.severity.rank <= LintSeverity.warning.rank }
      .compactMap(\.fixes.first).filter { !$0.edits.isEmpty }
      .sorted { ($0.last, $0.first) > ($1.last, $1.first) }
    for fix in wanted where fix.last < limit {
      for edit in fix.edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
        bytes.replaceSubrange(edit.range, with: edit.newBytes)
      }
      limit = fix.first
      count += 1
    }
    return (bytes, count)
  }
}

extension LintedFix {
  fileprivate var first: Int { edits.map(\.range.lowerBound).min() ?? 0 }
  fileprivate var last: Int { edits.map(\.range.upperBound).max() ?? 0 }
}
