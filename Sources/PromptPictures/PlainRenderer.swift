/// Paints for pipes and for terminals without colours: `│` between tokens, `┃` at the seam, and
/// marks under what healing takes back (`^`) and what is lost (`~`).
///
/// Text of no token stands between `├` and `┤`. Characters that serve as marks are shown by their
/// numbers where they are text, so that a picture can be read back.
package struct PlainRenderer: PictureRenderer {
  private var pages: TextPages

  package init(write: @escaping PictureSink) {
    pages = TextPages(write: write)
  }

  package mutating func add(_ picture: Picture) {
    pages.add(picture) { gutter, line, panel, runs in
      let drawing = Drawing(runs)
      let row = gutter.head(line: line, panel: panel, continues: false) + drawing.text + "\n"
      guard !drawing.marks.isEmpty else { return row }
      return row + String(repeating: " ", count: gutter.width) + drawing.marks + "\n"
    }
  }

  package mutating func finish() {}

  /// A line and the marks under it.
  private struct Drawing {
    var text = ""
    var marks = ""
    private var columns = 0

    init(_ runs: [Run]) {
      var before: Run?
      for run in runs {
        append(Self.boundary(before, run))
        for painted in run.glyphs { append(painted, isTail: run.isTail) }
        before = run
      }
      if before?.isGap == true { append("┤") }
    }

    private static func boundary(_ before: Run?, _ run: Run) -> String {
      let end = before?.isGap == true ? "┤" : ""
      if run.piece == nil { return end + "┃" }
      if run.isGap { return end + "├" }
      return before == nil || before?.piece == nil || !end.isEmpty ? end : "│"
    }

    private mutating func append(_ boundary: String) {
      text += boundary
      columns += boundary.unicodeScalars.count
    }

    private mutating func append(_ painted: PaintedGlyph, isTail: Bool) {
      let glyph = painted.glyph.unmistakable
      text += glyph.marked
      if isTail || !painted.losses.isEmpty {
        marks += String(repeating: " ", count: columns - marks.unicodeScalars.count)
        marks += String(
          repeating: painted.losses.isEmpty ? "^" : "~", count: glyph.columns)
      }
      columns += glyph.columns
    }
  }
}

extension Run {
  /// Whether it is text of no token.
  var isGap: Bool { piece?.tokens.isEmpty ?? false }
}

extension Glyph {
  private static let marks: Set<String> = [
    "·", "⇥", "␍", "↵", "⟨", "⟩", "│", "┃", "├", "┤", "◌", "␡",
  ]

  /// The glyph, by its number where it looks like a mark.
  fileprivate var unmistakable: Glyph {
    guard case .visible(let text, _) = shape, let scalar = text.unicodeScalars.first,
      Self.marks.contains(String(scalar)) || 0x2400..<0x2420 ~= scalar.value
    else { return self }
    let names = text.unicodeScalars.map(InvisibleNames.number)
    return Glyph(range: range, shape: .invisible(names.joined(separator: " ")))
  }
}
