/// Lengths in a drawing, and how numbers and texts are written there.
enum SVGMeasures {
  static let padding = 16.0
  /// Between vocabularies.
  static let gap = 32.0
  /// What a letter takes.
  static let column = 9.6
  /// From one row to the next.
  static let row = 30.0
  /// The height of a token.
  static let token = 23.0
  /// Where letters stand, from a row's top.
  static let baseline = 17.0
  /// So that what is said below has room.
  static let leastWidth = 520.0

  /// The columns that a glyph takes: a frame around a name is narrower than letters in a row.
  static func columns(of glyph: Glyph) -> Int {
    guard let label = glyph.label else { return glyph.columns }
    return Int((Double(label.unicodeScalars.count) * 0.69 + 0.95).rounded(.up))
  }

  /// A number with one digit after the point, if any.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  /// A line of text, which is escaped already.
  static func text(_ text: String, x: Double, y: Double, class name: String) -> String {
    "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\">\(text)</text>\n"
  }
}

/// What is said below a panel.
struct SVGLegend {
  let facts: PictureFacts
  let x: Double
  let width: Double

  /// Writes sentences, and a bar for each of what healing would put there.
  func markup(_ y: inout Double) -> String {
    var markup = ""
    for sentence in facts.sentences {
      for line in Self.broken(sentence, to: Int(width / 7.2)) {
        y += 14
        markup += SVGMeasures.text(escaped(line), x: x, y: y, class: "f")
        y += 5
      }
    }
    let alternatives = facts.alternatives
    let widest = alternatives.map { $0.text.unicodeScalars.count }.max() ?? 0
    let bar = x + Double(widest) * 7.9 + 12
    for alternative in alternatives {
      y += 15
      markup += SVGMeasures.text(escaped(alternative.text), x: x, y: y, class: "q g")
      let length = SVGMeasures.number(max(1, alternative.probability * 140))
      markup +=
        "<rect class=\"o\" x=\"\(SVGMeasures.number(bar))\" y=\"\(SVGMeasures.number(y - 10))\" "
        + "width=\"\(length)\" height=\"10\" rx=\"2\"/>\n"
      let end = bar + max(1, alternative.probability * 140) + 6
      markup += SVGMeasures.text(escaped(alternative.percent), x: end, y: y, class: "f")
      y += 5
    }
    return markup
  }

  /// Breaks between words; a word that is longer stands alone.
  private static func broken(_ text: String, to length: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < length {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
