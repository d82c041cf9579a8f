/// One row of a line: what fits beside each other.
struct Row {
  var runs: [Run] = []
  var columns = 0
  /// Whether it goes on with the line of the row above.
  var continues = false
}

extension Row {
  /// Breaks a line into rows.
  ///
  /// - Parameters:
  ///   - runs: Of one line.
  ///   - width: Columns that fit; nil for all. A glyph that is wider stands alone.
  ///   - columns: How many a glyph takes.
  /// - Returns: One row at least.
  static func rows(
    _ runs: [Run], width: Int?, columns: (Glyph) -> Int = \.columns
  ) -> [Row] {
    var rows = [Row()]
    for run in runs {
      var part = run
      part.glyphs = []
      func close() {
        if run.piece == nil || !part.glyphs.isEmpty { rows[rows.count - 1].runs.append(part) }
        part.glyphs = []
      }
      if run.piece == nil { rows[rows.count - 1].columns += 1 }
      for glyph in run.glyphs {
        let columns = columns(glyph.glyph)
        // The mark of a line's end may stand past the edge: it would stand alone else.
        if let width, rows[rows.count - 1].columns + columns > width,
          rows[rows.count - 1].columns > 0, glyph.glyph.shape != .lineFeed
        {
          close()
          rows.append(Row(continues: true))
        }
        part.glyphs.append(glyph)
        rows[rows.count - 1].columns += columns
      }
      close()
    }
    return rows
  }
}

/// The lines of all panels side by side.
struct LinesBesideEachOther {
  private var readers: [LineReader]
  private(set) var number: Int

  init(_ picture: Picture) {
    let (part, firstLine) = picture.painted
    readers = picture.panels.map { LineReader($0, in: picture, part: part) }
    number = firstLine
  }

  /// The next line in each vocabulary, and its number from 1 on; nil at the end.
  mutating func next() -> (number: Int, panels: [[Run]])? {
    var panels: [[Run]] = []
    for index in readers.indices {
      guard let runs = readers[index].nextLine() else { return nil }
      panels.append(runs)
    }
    guard !panels.isEmpty else { return nil }
    number += 1
    return (number, panels)
  }
}
