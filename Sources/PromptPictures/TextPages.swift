/// What every painter in plain lines does alike: a head over each picture, its lines with the
/// panels beneath each other, a foot, and an empty line between two pictures.
struct TextPages {
  private let write: PictureSink
  private var isFirst = true

  init(write: @escaping PictureSink) {
    self.write = write
  }

  /// Writes a picture.
  ///
  /// - Parameters:
  ///   - picture: What to paint.
  ///   - rows: Paints one line of one panel; given the room left of it, the line's number and the
  ///     panel's index, it returns rows that end in newlines.
  mutating func add(
    _ picture: Picture, rows: (_ gutter: TextGutter, _ line: Int, _ panel: Int, [Run]) -> String
  ) {
    if !isFirst { write("\n") }
    isFirst = false
    write(TextLegend.head(picture))
    let gutter = TextGutter(picture)
    var lines = LinesBesideEachOther(picture)
    while let (number, panels) = lines.next() {
      for (index, runs) in panels.enumerated() { write(rows(gutter, number, index, runs)) }
    }
    write(TextLegend.foot(picture))
  }
}
