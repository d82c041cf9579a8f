package import Text
package import WordVectors

/// A snippet of the person's own library that goes with those in a document.
package struct SnippetSuggestion: Equatable, Sendable {
  /// Its first line.
  package var label: String
  /// What of it is not in the line yet.
  package var rest: String

  /// Suggestions at a time.
  private static let most = 5
  /// How much of a document is looked through, on either side of the cursor.
  private static let reach = 1 << 16

  /// The snippets most alike to those that a document holds.
  ///
  /// A snippet is an item of the library whose name is its text. A document holds it where its lines
  /// stand in the document as lines, white space around each aside. Behind the beginning of a line
  /// only snippets are suggested that begin with it.
  ///
  /// - Parameters:
  ///   - table: The library.
  ///   - text: The document.
  ///   - cursor: Where in it, in bytes.
  /// - Returns: At most five, the nearest first; none where the document holds no snippet.
  /// - Complexity: O(*n*) in the library and in the document near the cursor.
  package static func suggestions(
    from table: VectorTable, _ text: DocumentTree, at cursor: Int
  ) -> [SnippetSuggestion] {
    let near = max(0, cursor - reach)..<min(text.byteCount, cursor + reach)
    let held = snippets(of: table, in: lines(String(decoding: text.bytes(in: near), as: UTF8.self)))
    let line = text.contentRange(ofLine: text.line(at: cursor)).lowerBound
    let before = text.bytes(in: min(line, cursor)..<cursor).drop { $0 == 0x20 || $0 == 0x09 }
    let beginning = String(decoding: before, as: UTF8.self)
    return Array(
      table.neighbors(of: held, count: table.names.count).lazy
        .filter { $0.cosine > 0 }.map { table.names[$0.number] }
        .filter { $0.utf8.starts(with: beginning.utf8) && $0.utf8.count > beginning.utf8.count }
        .prefix(most).map { name in
          SnippetSuggestion(
            label: name.split(separator: "\n").first.map(String.init) ?? name,
            rest: String(decoding: name.utf8.dropFirst(beginning.utf8.count), as: UTF8.self))
        })
  }

  /// The snippets that some lines hold.
  private static func snippets(of table: VectorTable, in lines: [Substring]) -> [Int] {
    var byFirstLine: [Substring: [(number: Int, lines: [Substring])]] = [:]
    for (number, name) in table.names.enumerated() {
      let own = self.lines(name)
      if let first = own.first { byFirstLine[first, default: []].append((number, own)) }
    }
    var held: Set<Int> = []
    for (place, line) in lines.enumerated() {
      for candidate in byFirstLine[line] ?? []
      where lines[place...].starts(with: candidate.lines) { held.insert(candidate.number) }
    }
    return held.sorted()
  }

  /// The lines of a text without the white space around each, and without empty ones.
  private static func lines(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let content = line.drop { $0 == " " || $0 == "\t" }
      let end = content.lastIndex { $0 != " " && $0 != "\t" }
      return end.map { content[...$0] }
    }
  }
}
