/// Text that is safe inside HTML and XML, in elements and in quoted attributes.
///
/// Controls and characters that neither format allows are shown by their marks.
func escaped(_ text: String) -> String {
  var escaped = ""
  escaped.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    case "\0"..<" ", "\u{7F}":
      escaped.unicodeScalars.append(Glyph.picture(ofControl: UInt8(scalar.value)))
    case "\u{80}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}":
      escaped += "⟨\(InvisibleNames.number(of: scalar))⟩"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// The characters of a text with those marked that would move others about, then escaped.
func escapedName(_ text: String) -> String { escaped(Glyph.marked(text)) }
