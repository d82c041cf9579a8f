/// What one `.gitignore` file says about the files in and below its folder.
///
/// Source: gitignore(5).
package struct IgnoreRules: Sendable {
  /// One line of the file.
  private struct Rule: Sendable {
    /// Patterns for the names of the path, nil for `**`.
    var names: [GlobPattern?]
    /// Whether the pattern is for the whole path from the folder on, not for the last name alone.
    var isAnchored: Bool
    var isForFolders: Bool
    var isNegated: Bool
  }

  private var rules: [Rule] = []

  /// Reads the text of a `.gitignore` file.
  package init(_ text: [UInt8]) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = text.starts(with: byteOrderMark) ? text.dropFirst(3) : text[...]
    for line in text.split(separator: UInt8(ascii: "\n")) {
      if let rule = Self.rule(line) { rules.append(rule) }
    }
  }

  /// Says whether a path is to be left out.
  ///
  /// The last rule that fits decides. Whoever walks a tree must not go into folders that are left
  /// out: no rule brings back what is below one.
  ///
  /// - Parameters:
  ///   - path: The names from the rules' folder on, at least one.
  ///   - isFolder: Whether the last of them is a folder.
  /// - Returns: Whether to leave it out; nil if no rule fits.
  package func ignores(_ path: [[UInt8]], isFolder: Bool) -> Bool? {
    let last = rules.last { rule in
      guard isFolder || !rule.isForFolders else { return false }
      let names = rule.isAnchored ? path[...] : path.suffix(1)
      return fits(rule.names, names, isWild: { $0 == nil }) { $0?.matches($1) ?? false }
    }
    return last.map { !$0.isNegated }
  }

  private static func rule(_ line: ArraySlice<UInt8>) -> Rule? {
    var line = line
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.first != UInt8(ascii: "#") else { return nil }
    trimTrailingSpaces(&line)
    let isNegated = line.first == UInt8(ascii: "!")
    if isNegated { line.removeFirst() }
    let isForFolders = line.last == UInt8(ascii: "/")
    if isForFolders { line.removeLast() }
    let isAnchored = line.contains(UInt8(ascii: "/"))
    if line.first == UInt8(ascii: "/") { line.removeFirst() }
    guard !line.isEmpty else { return nil }
    var names: [GlobPattern?] = []
    for name in line.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if 2 <= name.count, name.allSatisfy({ $0 == UInt8(ascii: "*") }) {
        names.append(nil)
      } else {
        guard let pattern = GlobPattern(name) else { return nil }
        names.append(pattern)
      }
    }
    // At the end `**` stands for what is in a folder, not for the folder.
    if names.last == .some(nil) { names.append(.anyName) }
    return Rule(
      names: names, isAnchored: isAnchored, isForFolders: isForFolders, isNegated: isNegated)
  }

  /// Drops spaces at a line's end that no backslash keeps.
  private static func trimTrailingSpaces(_ line: inout ArraySlice<UInt8>) {
    var end = line.startIndex
    var isEscaped = false
    for index in line.indices {
      if isEscaped || line[index] != UInt8(ascii: " ") { end = index + 1 }
      isEscaped = !isEscaped && line[index] == UInt8(ascii: "\\")
    }
    line = line[..<end]
  }
}
