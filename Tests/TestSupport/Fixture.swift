package import Foundation

/// Cases in a Markdown file that people read: a heading names a case, prose says why, fenced blocks
/// hold what goes in and what comes out.
///
/// `UPDATE_FIXTURES=1 swift test` writes what came out into the files; git shows what changed.
package struct Fixture {
  /// One case.
  package struct Case: Sendable, CustomStringConvertible {
    /// The heading.
    package let name: String

    /// The text of each fenced block, without its last line break, by what follows the fence.
    package let blocks: [String: String]

    /// The heading.
    package var description: String { name }
  }

  /// `Tests/Fixtures`.
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures").standardized

  private let file: URL
  private var lines: [String]

  /// Reads a file, by its path in `Tests/Fixtures`.
  package init(_ path: String) throws {
    file = Self.folder.appending(path: path)
    lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
  }

  /// The cases in the order of the file.
  package var cases: [Case] {
    var cases: [(name: String, blocks: [String: String])] = []
    var block: (kind: String, lines: [String])?
    for line in lines {
      if let open = block {
        if line == "```" {
          cases[cases.count - 1].blocks[open.kind] = open.lines.joined(separator: "\n")
          block = nil
        } else {
          block?.lines.append(line)
        }
      } else if line.hasPrefix("## ") {
        cases.append((String(line.dropFirst(3)), [:]))
      } else if line.hasPrefix("```"), !cases.isEmpty {
        block = (String(line.dropFirst(3)), [])
      }
    }
    return cases.map { Case(name: $0.name, blocks: $0.blocks) }
  }

  /// Compares what came out with what a block says, or writes it there where that was asked for.
  ///
  /// - Returns: Whether both are the same.
  package mutating func agrees(_ test: Case, block: String, with actual: String) throws -> Bool {
    // Strings are equal in Swift where their forms are canonically the same; these must not differ.
    if let expected = test.blocks[block], expected.utf8.elementsEqual(actual.utf8) { return true }
    guard ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] != nil,
      let heading = lines.firstIndex(of: "## " + test.name),
      let open = lines[heading...].firstIndex(of: "```" + block),
      let close = lines[(open + 1)...].firstIndex(of: "```")
    else { return false }
    lines.replaceSubrange(open + 1..<close, with: actual.components(separatedBy: "\n"))
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    return true
  }

  /// Puts marks for what the eye would miss, and the other way round.
  private static let marks: [(mark: String, text: String)] = [
    ("␠", " "), ("␉", "\t"), ("␊", "\n"), ("␍", "\r"), ("␀", "\0"),
  ]

  /// Text with the characters that its marks stand for.
  package static func unmarked(_ text: String) -> String {
    let numbers = /⟨U\+([0-9A-F]+)⟩/
    let plain = text.replacing(numbers) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
    }
    return marks.reduce(plain) { $0.replacing($1.mark, with: $1.text) }
  }

  /// Text with marks, and with the numbers of other characters that cannot be seen.
  package static func marked(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let mark = marks.first(where: { $0.text.unicodeScalars.elementsEqual([scalar]) }) {
        result += mark.mark
      } else if scalar.properties.isDefaultIgnorableCodePoint
        || scalar.properties.generalCategory == .nonspacingMark
        || (0x80 <= scalar.value && scalar.properties.isWhitespace)
        || (0x1100...0x11FF).contains(scalar.value)
        || scalar.properties.generalCategory == .control
      {
        result += "⟨U+" + String(scalar.value, radix: 16, uppercase: true) + "⟩"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
