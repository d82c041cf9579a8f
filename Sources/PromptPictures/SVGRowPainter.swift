/// Draws one row of a panel.
struct SVGRowPainter {
  let facts: PictureFacts
  let x: Double
  let y: Double
  let isRightToLeft: Bool

  /// A glyph where it stands; no glyph is the seam.
  private struct Place {
    var run: Int
    var painted: PaintedGlyph?
    var isRightToLeft = false
    var before: Glyph?
    var after: Glyph?
  }

  /// The row's tokens, each with what is said of it.
  func markup(of row: Row) -> String {
    var markup = ""
    var column = 0
    let places = places(of: row)
    var start = 0
    while start < places.count {
      let run = places[start].run
      var end = start
      while end < places.count, places[end].run == run { end += 1 }
      let columns = places[start..<end].reduce(0) {
        $0 + ($1.painted.map { SVGMeasures.columns(of: $0.glyph) } ?? 1)
      }
      markup += self.markup(of: row.runs[run], places[start..<end], column, columns)
      column += columns
      start = end
    }
    return markup
  }

  /// All glyphs of the row in the order in which they stand.
  private func places(of row: Row) -> [Place] {
    var places: [Place] = []
    for (index, run) in row.runs.enumerated() {
      if run.piece == nil { places.append(Place(run: index, painted: nil)) }
      for painted in run.glyphs { places.append(Place(run: index, painted: painted)) }
    }
    for index in places.indices {
      if index > 0 { places[index].before = places[index - 1].painted?.glyph }
      if index + 1 < places.count { places[index].after = places[index + 1].painted?.glyph }
    }
    let order = WritingOrder.order(
      places.map { $0.painted?.glyph }, isRightToLeft: isRightToLeft)
    return order.map { place, isRightToLeft in
      var placed = places[place]
      placed.isRightToLeft = isRightToLeft
      return placed
    }
  }

  private func markup(
    of run: Run, _ places: ArraySlice<Place>, _ column: Int, _ columns: Int
  ) -> String {
    let left = x + Double(column) * SVGMeasures.column
    let width = Double(columns) * SVGMeasures.column
    guard let piece = run.piece else {
      return "<rect class=\"a\" x=\"\(SVGMeasures.number(left + width / 2 - 1.5))\" "
        + "y=\"\(SVGMeasures.number(y - 2))\" width=\"3\" "
        + "height=\"\(SVGMeasures.number(SVGMeasures.token + 4))\" rx=\"1.5\"/>\n"
    }
    var markup =
      "<g class=\"\(run.isGap ? "g" : "p")\"><title>\(escaped(facts.remark(on: piece)))</title>"
    if !run.isGap {
      markup +=
        "<rect class=\"t\(piece.number % Palette.light.tokens.count)\" "
        + "x=\"\(SVGMeasures.number(left + 0.4))\" y=\"\(SVGMeasures.number(y))\" "
        + "width=\"\(SVGMeasures.number(width - 0.8))\" "
        + "height=\"\(SVGMeasures.number(SVGMeasures.token))\" rx=\"3\"/>"
    }
    if run.isTail { markup += line(from: left + 1, to: left + width - 1) }
    var offset = left
    var start = places.startIndex
    while start < places.endIndex {
      let end = endOfGroup(places, from: start)
      let columns = places[start..<end].reduce(0) {
        $0 + ($1.painted.map { SVGMeasures.columns(of: $0.glyph) } ?? 1)
      }
      let width = Double(columns) * SVGMeasures.column
      markup += group(places[start..<end], offset, width)
      offset += width
      start = end
    }
    return markup + "</g>\n"
  }

  /// Letters that stand together in one text: of one direction, neither marks nor lost.
  private func endOfGroup(_ places: ArraySlice<Place>, from start: Int) -> Int {
    var end = start + 1
    guard isPlain(places[start]) else { return end }
    while end < places.endIndex, isPlain(places[end]),
      places[end].isRightToLeft == places[start].isRightToLeft
    {
      end += 1
    }
    return end
  }

  private func isPlain(_ place: Place) -> Bool {
    guard let painted = place.painted, painted.losses.isEmpty,
      case .visible(let text, let columns) = painted.glyph.shape,
      let scalar = text.unicodeScalars.first
    else { return false }
    // Wide letters come from other fonts: each is set in its own place.
    return columns == 1
      && (!place.isRightToLeft || WritingOrder.isRightToLeft(scalar.value))
  }

  private func group(_ places: ArraySlice<Place>, _ left: Double, _ width: Double) -> String {
    guard let first = places.first, let painted = first.painted else { return "" }
    let middle = left + width / 2
    var markup =
      switch painted.glyph.shape {
      case .visible: letters(places, left, width)
      default:
        painted.glyph.label.map { frame($0, left, width) }
          ?? text(painted.glyph.marked, x: middle, class: "m k")
      }
    if !painted.losses.isEmpty {
      let losses = facts.panel.losses[painted.losses].map { facts.remark(on: $0) }
      markup =
        "<g><title>\(escaped(losses.joined(separator: " · ")))</title>\(markup)"
        + "\(wave(from: left + 0.8, to: left + width - 0.8))</g>"
    }
    return markup
  }

  /// Letters, squeezed or stretched to their columns; Arabic ones joined to the tokens beside them.
  private func letters(_ places: ArraySlice<Place>, _ left: Double, _ width: Double) -> String {
    let logical = places.first?.isRightToLeft == true ? Array(places.reversed()) : Array(places)
    var letters = logical.map { place in
      guard case .visible(let text, _) = place.painted?.glyph.shape else { return "" }
      return place.isRightToLeft ? WritingOrder.mirrored(text) : text
    }
    .joined()
    if let first = logical.first, let last = logical.last {
      if joined(first.before, first.painted?.glyph) { letters = "\u{200D}" + letters }
      if joined(last.painted?.glyph, last.after) { letters += "\u{200D}" }
    }
    guard places.count > 1 else { return text(letters, x: left + width / 2, class: "k") }
    // What is joined would tear where there is more space between.
    let isJoined = logical.contains { $0.painted.map { WritingOrder.joins($0.glyph) } ?? false }
    return "<text x=\"\(SVGMeasures.number(left))\" "
      + "y=\"\(SVGMeasures.number(y + SVGMeasures.baseline))\" "
      + "textLength=\"\(SVGMeasures.number(width))\" "
      + "lengthAdjust=\"\(isJoined ? "spacingAndGlyphs" : "spacing")\">\(escaped(letters))</text>"
  }

  private func joined(_ left: Glyph?, _ right: Glyph?) -> Bool {
    guard let left, let right else { return false }
    return WritingOrder.joins(left) && WritingOrder.joins(right)
  }

  private func text(_ text: String, x: Double, class name: String) -> String {
    "<text class=\"\(name)\" x=\"\(SVGMeasures.number(x))\" "
      + "y=\"\(SVGMeasures.number(y + SVGMeasures.baseline))\">\(escaped(text))</text>"
  }

  /// A name in a frame.
  private func frame(_ name: String, _ left: Double, _ width: Double) -> String {
    "<rect class=\"x\" x=\"\(SVGMeasures.number(left + 1.5))\" y=\"\(SVGMeasures.number(y + 4))\" "
      + "width=\"\(SVGMeasures.number(width - 3))\" height=\"15\" rx=\"3\"/>"
      + "<text class=\"m c\" x=\"\(SVGMeasures.number(left + width / 2))\" "
      + "y=\"\(SVGMeasures.number(y + 15.5))\">\(escaped(name))</text>"
  }

  private func line(from left: Double, to right: Double) -> String {
    let y = SVGMeasures.number(y + SVGMeasures.token + 2)
    return
      "<path class=\"w\" d=\"M\(SVGMeasures.number(left)) \(y)H\(SVGMeasures.number(right))\"/>"
  }

  private func wave(from left: Double, to right: Double) -> String {
    let top = y + SVGMeasures.token - 3
    var path = "M\(SVGMeasures.number(left)) \(SVGMeasures.number(top))"
    var place = left
    var isDown = true
    while place < right {
      place = min(right, place + 2.4)
      path += "L\(SVGMeasures.number(place)) \(SVGMeasures.number(isDown ? top + 2.4 : top))"
      isDown.toggle()
    }
    return "<path class=\"w\" d=\"\(path)\"/>"
  }
}
