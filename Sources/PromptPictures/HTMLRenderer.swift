/// Paints a page that needs nothing but itself: no script, no font, no address.
///
/// The page's policy forbids all but its own style, so that a text that is made to look like markup
/// does nothing even where a reader of the page is wrong about it.
package struct HTMLRenderer: PictureRenderer {
  private let write: PictureSink
  private var hasBegun = false

  package init(write: @escaping PictureSink) {
    self.write = write
  }

  package mutating func add(_ picture: Picture) {
    begin(title: picture.name)
    write(picture.panels.count > 1 ? "<section class=\"two\">\n" : "<section>\n")
    if !picture.name.isEmpty { write("<h1>\(escapedName(picture.name))</h1>\n") }
    write("<div class=\"f\">\n")
    for panel in picture.panels { write(Self.facts(PictureFacts(picture: picture, panel: panel))) }
    write("</div>\n")
    let facts = picture.panels.map { PictureFacts(picture: picture, panel: $0) }
    var lines = LinesBesideEachOther(picture)
    while let (number, panels) = lines.next() {
      var row = "<div class=\"r\"><b data-n=\"\(number)\"></b>"
      for (facts, runs) in zip(facts, panels) {
        row += "<div class=\"l\">\(runs.map { Self.markup(of: $0, facts) }.joined())</div>"
      }
      write(row + "</div>\n")
    }
    write("</section>\n")
  }

  package mutating func finish() {
    if hasBegun { write("</body>\n</html>\n") }
  }

  private mutating func begin(title: String) {
    guard !hasBegun else { return }
    hasBegun = true
    write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.isEmpty ? "Tokens" : escapedName(title))</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>

      """)
  }

  private static func facts(_ facts: PictureFacts) -> String {
    var markup = "<div><h2>\(escaped(facts.heading))</h2>"
    let sentences = facts.sentences
    if !sentences.isEmpty {
      markup += "<ul>\(sentences.map { "<li>\(escaped($0))</li>" }.joined())</ul>"
    }
    let alternatives = facts.alternatives.map { alternative in
      let width = Int((alternative.probability * 100).rounded())
      return "<li><bdi>\(escaped(alternative.text))</bdi><span style=\"width:\(width)px\"></span>"
        + "\(escaped(alternative.percent))</li>"
    }
    if !alternatives.isEmpty { markup += "<ol>\(alternatives.joined())</ol>" }
    return markup + "</div>\n"
  }

  private static func markup(of run: Run, _ facts: PictureFacts) -> String {
    guard let piece = run.piece else {
      return "<b class=\"seam\" title=\"healing takes back what follows\"></b>"
    }
    let remark = escaped(facts.remark(on: piece))
    let color = run.isGap ? "g" : "t t\(piece.number % Palette.light.tokens.count)"
    var markup = "<span class=\"\(color)\(run.isTail ? " e" : "")\" title=\"\(remark)\">"
    for painted in run.glyphs {
      let inner = self.markup(of: painted.glyph)
      guard !painted.losses.isEmpty else {
        markup += inner
        continue
      }
      let losses = facts.panel.losses[painted.losses].map { facts.remark(on: $0) }
      let title = escaped((losses + [facts.remark(on: piece)]).joined(separator: " · "))
      markup += "<u title=\"\(title)\">\(inner)</u>"
    }
    return markup + "</span>"
  }

  private static func markup(of glyph: Glyph) -> String {
    switch glyph.shape {
    case .visible(let text, _): escaped(text)
    case .mark(let text): "<i class=\"d\">\(escaped(text))</i>"
    case .space: "<i class=\"s\"> </i>"
    case .tab: "<i class=\"a\">\t</i>"
    case .lineFeed: "<i class=\"n\"></i>"
    default: "<i class=\"x\" data-c=\"\(glyph.label ?? "")\"></i>"
    }
  }
}
