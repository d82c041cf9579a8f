/// Columns under each other: numbers to the right, words to the left.
struct Table {
  private var rows: [[String]] = []
  private var heads: [String]?
  /// Columns of words; the others are of numbers.
  private let words: Set<Int>

  /// Makes a table without rows.
  ///
  /// - Parameters:
  ///   - heads: What stands above the columns; nil for nothing.
  ///   - words: The columns that are words and begin at the left.
  init(heads: [String]? = nil, words: Set<Int>) {
    self.heads = heads
    self.words = words
  }

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines, without blanks at their ends.
  func lines(_ style: Style) -> [String] {
    let all = (heads.map { [$0] } ?? []) + rows
    let columns = all.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return all.enumerated().map { number, row in
      let cells = row.enumerated().map { column, cell in
        words.contains(column)
          ? cell.padded(to: widths[column]) : cell.leftPadded(to: widths[column])
      }
      let line = cells.joined(separator: "  ").withoutTrailingBlanks
      return number == 0 && heads != nil ? style.bold(line) : line
    }
  }
}

extension String {
  /// The string with spaces behind it up to a number of characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The string with spaces before it up to a number of characters.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  fileprivate var withoutTrailingBlanks: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
