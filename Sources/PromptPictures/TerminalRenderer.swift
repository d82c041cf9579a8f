/// Paints for a terminal with colours: a background for each token, `┃` at the seam, a line under
/// what healing takes back; what is lost is shown inverse.
package struct TerminalRenderer: PictureRenderer {
  /// What the terminal can show.
  package enum Colors: Sendable {
    case indexed
    case full
  }

  private let colors: Colors
  private let columns: Int?
  private var pages: TextPages

  /// Makes a renderer.
  ///
  /// - Parameters:
  ///   - colors: What the terminal can show.
  ///   - columns: Rows are broken before they are longer; nil for never.
  ///   - write: Takes rows.
  package init(colors: Colors, columns: Int?, write: @escaping PictureSink) {
    self.colors = colors
    self.columns = columns
    pages = TextPages(write: write)
  }

  package mutating func add(_ picture: Picture) {
    pages.add(picture) { [self] gutter, line, panel, runs in
      Row.rows(runs, width: columns.map { max(8, $0 - gutter.width - 1) }).map { row in
        let head = gutter.head(line: line, panel: panel, continues: row.continues)
        let painted = row.runs.map(painted).joined()
        return (head.isEmpty ? "" : "\u{1B}[2m\(head)\u{1B}[0m") + painted + "\n"
      }.joined()
    }
  }

  package mutating func finish() {}

  private func painted(_ run: Run) -> String {
    guard let piece = run.piece else { return "\u{1B}[1m┃\u{1B}[0m" }
    var painted = ""
    var style = ""
    for part in run.glyphs {
      let next = self.style(of: part, piece, run)
      if next != style { painted += "\u{1B}[0;\(next)m" }
      style = next
      painted += part.glyph.marked
    }
    return painted + "\u{1B}[0m"
  }

  /// The parameters of "select graphic rendition" for a glyph.
  private func style(of part: PaintedGlyph, _ piece: Piece, _ run: Run) -> String {
    let attributes = (run.isTail ? "4;" : "") + (part.losses.isEmpty ? "" : "7;")
    let isMark = part.glyph.isMark
    guard !run.isGap else { return attributes + (isMark ? "2" : "3") }
    let index = piece.number % Palette.light.tokens.count
    switch colors {
    case .indexed:
      return attributes + "38;5;\(isMark ? 240 : 234);48;5;\(Palette.terminal[index])"
    case .full:
      let text = isMark ? Palette.light.marks : Palette.light.text
      return attributes + "38;2;\(text.triple);48;2;\(Palette.light.tokens[index].triple)"
    }
  }
}
