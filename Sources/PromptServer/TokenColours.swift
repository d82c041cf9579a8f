import Documents
import Text

/// Which colours an editor was told that tokens have, kept so that the next answer can be what has
/// changed.
struct TokenColours {
  /// Names this state.
  var resultID: Int
  /// As LSP has it: five numbers a segment.
  var data: [Int]
}

extension TokenColours {
  /// The kinds of segment; neighbours in a line have one of each.
  ///
  /// Two of LSP's own, since editors have colours for those only.
  static let kinds = ["string", "variable"]

  /// The segments of some lines: the parts of tokens that stand in one line, coloured in turn.
  ///
  /// Each line begins with the first colour, so that an edit changes the colours of its own line and
  /// no others.
  ///
  /// - Parameters:
  ///   - lines: Which lines.
  ///   - encoding: The tokens.
  ///   - text: The document that they are of.
  ///   - positions: What columns count.
  /// - Returns: Five numbers a segment: lines from the segment before, columns from its start or
  ///   from the line's, columns that it is long, its kind, and 0.
  /// - Complexity: O(*m*) for *m* tokens, and O(log *n*) for each line.
  static func data(
    ofLines lines: Range<Int>, _ encoding: DocumentEncoding, in text: DocumentTree,
    _ positions: PositionEncoding
  ) -> [Int] {
    var data: [Int] = []
    var previousLine = 0
    for line in lines {
      let content = text.contentRange(ofLine: line)
      var starts = encoding.starts(in: content)
      // The end of a token that begins in a line before.
      if starts.first != content.lowerBound { starts.insert(content.lowerBound, at: 0) }
      let bounds = Self.distinct(
        starts.map { text.scalarStart(atOrBefore: $0) } + [content.upperBound])
      let columns = Self.columns(of: bounds, in: text.bytes(in: content), positions)
      var previousColumn = 0
      for (index, column) in columns.dropLast().enumerated() {
        data += [
          line - previousLine, column - previousColumn, columns[index + 1] - column, index % 2, 0,
        ]
        previousLine = line
        previousColumn = column
      }
    }
    return data
  }

  /// The columns of places that ascend, the first of which begins the line.
  private static func columns(
    of bounds: [Int], in line: [UInt8], _ positions: PositionEncoding
  ) -> [Int] {
    var columns = [0]
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let part = line.span.extracting(start - bounds[0]..<end - bounds[0])
      columns.append(columns[columns.count - 1] + positions.units(of: TextStatistics(of: part)))
    }
    return columns
  }

  private static func distinct(_ bounds: [Int]) -> [Int] {
    var distinct: [Int] = []
    for bound in bounds where bound > distinct.last ?? -1 { distinct.append(bound) }
    return distinct
  }

  /// What turns one list into another: the stretch that differs, in numbers of the older list.
  static func edit(from old: [Int], to new: [Int]) -> (start: Int, deleted: Int, inserted: [Int])? {
    let head = zip(old, new).prefix { $0 == $1 }.count
    if head == old.count, head == new.count { return nil }
    let most = min(old.count, new.count) - head
    let tail = zip(old.reversed(), new.reversed()).prefix(most).prefix { $0 == $1 }.count
    return (head, old.count - head - tail, Array(new[head..<new.count - tail]))
  }
}
