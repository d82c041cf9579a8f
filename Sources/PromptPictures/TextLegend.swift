/// What stands above and below a picture that is made of characters.
enum TextLegend {
  /// The picture's name and a line for each vocabulary.
  static func head(_ picture: Picture) -> String {
    var head = picture.name.isEmpty ? "" : "\(Glyph.marked(picture.name))\n"
    for (index, panel) in picture.panels.enumerated() {
      head += sign(index, of: picture) + PictureFacts(picture: picture, panel: panel).heading + "\n"
    }
    return head + "\n"
  }

  /// What is known of each vocabulary's seam and losses.
  static func foot(_ picture: Picture) -> String {
    var foot = ""
    for (index, panel) in picture.panels.enumerated() {
      let facts = PictureFacts(picture: picture, panel: panel)
      let sign = sign(index, of: picture)
      for sentence in facts.sentences { foot += sign + sentence + "\n" }
      let alternatives = facts.alternatives.map { "\($0.text) \($0.percent)" }
      guard !alternatives.isEmpty else { continue }
      foot += sign + "healed: " + alternatives.joined(separator: ", ") + "\n"
    }
    return foot.isEmpty ? "" : "\n" + foot
  }

  /// What tells vocabularies apart where there are several: `a `.
  static func sign(_ index: Int, of picture: Picture) -> String {
    guard picture.panels.count > 1 else { return "" }
    return (Unicode.Scalar(0x61 + UInt32(index)).map { String($0) } ?? "") + " "
  }
}

/// The numbers and signs at the left of lines.
struct TextGutter {
  private let picture: Picture
  private let digits: Int
  let width: Int

  init(_ picture: Picture) {
    self.picture = picture
    let last =
      picture.lines.map(\.upperBound) ?? picture.text.count { $0 == UInt8(ascii: "\n") } + 1
    let isOneLine = last == 1 || (last == 2 && picture.text.last == UInt8(ascii: "\n"))
    digits = isOneLine ? 0 : "\(last)".count
    width =
      (digits > 0 ? digits + 1 : 0) + TextLegend.sign(0, of: picture).count
  }

  /// What stands before a row.
  func head(line: Int, panel: Int, continues: Bool) -> String {
    let number = panel == 0 && !continues ? "\(line)" : ""
    let column =
      digits > 0 ? String(repeating: " ", count: max(0, digits - number.count)) + number + " " : ""
    let sign = TextLegend.sign(panel, of: picture)
    return column + (continues ? String(repeating: " ", count: sign.count) : sign)
  }
}

extension Glyph {
  /// A text as it is shown in one line.
  static func marked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return glyphs(of: 0..<bytes.count, in: bytes[...]).map { $0.shape == .space ? " " : $0.marked }
      .joined()
  }
}
