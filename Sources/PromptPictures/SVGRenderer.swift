/// Paints a drawing: vocabularies side by side, what is known of them below.
///
/// Letters are set in columns of a fixed width whatever font there is. Pictures after the first
/// stand below it.
package struct SVGRenderer: PictureRenderer {
  private let columns: Int
  private let write: PictureSink
  private var body = ""
  private var width = 0.0
  private var height = SVGMeasures.padding

  /// Makes a renderer.
  ///
  /// - Parameters:
  ///   - columns: Rows are broken before they are longer, all vocabularies' together.
  ///   - write: Takes the drawing, at the end.
  package init(columns: Int, write: @escaping PictureSink) {
    self.columns = columns
    self.write = write
  }

  package mutating func add(_ picture: Picture) {
    var lines = LinesBesideEachOther(picture)
    var rows: [[[Row]]] = []
    var directions: [Bool] = []
    var widest = Array(repeating: 0, count: picture.panels.count)
    while let (_, panels) = lines.next() {
      let broken = panels.map {
        Row.rows($0, width: columns / panels.count, columns: SVGMeasures.columns)
      }
      for (panel, panelRows) in broken.enumerated() {
        widest[panel] = max(widest[panel], panelRows.map(\.columns).max() ?? 0)
      }
      directions.append(
        WritingOrder.isRightToLeft((panels.first ?? []).lazy.flatMap { $0.glyphs.map(\.glyph) }))
      rows.append(broken)
    }
    if !picture.name.isEmpty {
      height += 18
      body += SVGMeasures.text(
        escapedName(picture.name), x: SVGMeasures.padding, y: height, class: "h")
      height += 12
    }
    var x = SVGMeasures.padding
    var bottom = height
    for (index, panel) in picture.panels.enumerated() {
      let facts = PictureFacts(picture: picture, panel: panel)
      let panelWidth = max(
        SVGMeasures.leastWidth, Double(widest[index]) * SVGMeasures.column,
        Double(facts.heading.count) * 9)
      var y = height + 15
      body += SVGMeasures.text(escaped(facts.heading), x: x, y: y, class: "h")
      y += 12
      for (line, panels) in rows.enumerated() {
        for row in panels[index] {
          let painter = SVGRowPainter(facts: facts, x: x, y: y, isRightToLeft: directions[line])
          body += painter.markup(of: row)
          y += SVGMeasures.row
        }
        y += SVGMeasures.row * Double((panels.map(\.count).max() ?? 0) - panels[index].count)
      }
      y += 8
      body += SVGLegend(facts: facts, x: x, width: panelWidth).markup(&y)
      bottom = max(bottom, y)
      x += panelWidth + SVGMeasures.gap
    }
    width = max(width, x - SVGMeasures.gap + SVGMeasures.padding)
    height = bottom + SVGMeasures.padding
  }

  package mutating func finish() {
    guard !body.isEmpty else { return }
    let (width, height) = (SVGMeasures.number(width), SVGMeasures.number(height))
    write(
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img"><title>Tokens</title>
      <style>\(Self.style)</style>
      <rect class="page" x="0.5" y="0.5" width="\(SVGMeasures.number(self.width - 1))" \
      height="\(SVGMeasures.number(self.height - 1))" rx="8"/>
      \(body)</svg>

      """)
  }

  private static var style: String {
    func rules(_ theme: Palette.Theme) -> String {
      let tokens = theme.tokens.enumerated().map { ".t\($0){fill:\($1.hexadecimal)}" }.joined()
      let (ink, accent) = (theme.pageText.hexadecimal, theme.accent.hexadecimal)
      return """
        .page{fill:\(theme.page.hexadecimal);stroke:\(theme.marks.hexadecimal)}\(tokens)\
        .p text{fill:\(theme.text.hexadecimal)}.p .m,.m{fill:\(theme.marks.hexadecimal)}\
        .x{stroke:\(theme.marks.hexadecimal)}.g,.h,.f{fill:\(ink)}.a{fill:\(accent)}\
        .o{fill:\(theme.remedy.hexadecimal)}\
        .w{stroke:\(accent)}
        """
    }
    return """
      text{font:16px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;\
      white-space:pre}.h,.f{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif}\
      .h{font-size:14px;font-weight:600}.f{font-size:13px}.c{font-size:11px;text-anchor:middle}\
      .k{text-anchor:middle}.x{fill:none;stroke-width:1}.w{fill:none;stroke-width:1.5}\
      .q{font-size:13px}.page{stroke-opacity:.35}\(rules(Palette.light))\
      @media(prefers-color-scheme:dark){\(rules(Palette.dark))}
      """
  }
}
