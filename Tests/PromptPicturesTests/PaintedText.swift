import Foundation

/// Reads the text back from a picture, to hold each renderer to painting every byte once.
///
/// This knows what the marks mean and nothing of how they came about.
enum PaintedText {
  private static let names: [String: UInt32] = [
    "NEL": 0x85, "NBSP": 0xA0, "SHY": 0xAD, "CGJ": 0x34F, "ALM": 0x61C, "MVS": 0x180E,
    "ENSP": 0x2002, "EMSP": 0x2003, "FIGSP": 0x2007, "PUNCSP": 0x2008, "THINSP": 0x2009,
    "HAIRSP": 0x200A, "ZWSP": 0x200B, "ZWNJ": 0x200C, "ZWJ": 0x200D, "LRM": 0x200E, "RLM": 0x200F,
    "LS": 0x2028, "PS": 0x2029, "LRE": 0x202A, "RLE": 0x202B, "PDF": 0x202C, "LRO": 0x202D,
    "RLO": 0x202E, "NNBSP": 0x202F, "MMSP": 0x205F, "WJ": 0x2060, "LRI": 0x2066, "RLI": 0x2067,
    "FSI": 0x2068, "PDI": 0x2069, "IDSP": 0x3000, "BOM": 0xFEFF, "NUL": 0, "SOH": 1, "STX": 2,
    "ETX": 3, "EOT": 4, "ENQ": 5, "ACK": 6, "BEL": 7, "BS": 8, "VT": 11, "NP": 12, "CR": 13,
    "SO": 14, "SI": 15, "DLE": 16, "DC1": 17, "DC2": 18, "DC3": 19, "DC4": 20, "NAK": 21,
    "SYN": 22, "ETB": 23, "CAN": 24, "EM": 25, "SUB": 26, "ESC": 27, "FS": 28, "GS": 29, "RS": 30,
    "US": 31, "DEL": 0x7F,
  ]

  /// The bytes that a name in a frame stands for.
  static func bytes(named name: String) -> [UInt8] {
    if name.utf8.count == 2, let byte = UInt8(name, radix: 16) { return [byte] }
    return name.split(separator: " ").flatMap { part -> [UInt8] in
      let number =
        part.hasPrefix("U+")
        ? UInt32(part.dropFirst(2), radix: 16)
        : part.hasPrefix("VS")
          ? UInt32(part.dropFirst(2)).map { 0xFDFF + $0 } : names[String(part)]
      return number.flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) } ?? Array("?".utf8)
    }
  }

  /// The bytes that marks and letters stand for.
  static func bytes(marked text: some StringProtocol) -> [UInt8] {
    var bytes: [UInt8] = []
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "·": bytes.append(0x20)
      case "⇥": bytes.append(0x09)
      case "␍": bytes.append(0x0D)
      case "↵": bytes.append(0x0A)
      case "␡": bytes.append(0x7F)
      case "◌": continue
      case "⟨":
        var name = ""
        while let next = scalars.next(), next != "⟩" { name.unicodeScalars.append(next) }
        bytes += self.bytes(named: name)
      default:
        if 0x2400..<0x2420 ~= scalar.value {
          bytes.append(UInt8(scalar.value - 0x2400))
        } else {
          bytes += Array(String(scalar).utf8)
        }
      }
    }
    return bytes
  }

  /// From ``PlainRenderer``: lines between the head and the foot, rows of marks left out.
  static func bytes(plain lines: [Substring], gutter: Int) -> [UInt8] {
    lines.flatMap { line -> [UInt8] in
      let content = String(line.unicodeScalars.dropFirst(gutter))
      let isMarks = !content.isEmpty && content.allSatisfy { " ^~".contains($0) }
      let boundaries: Set<Unicode.Scalar> = ["│", "┃", "├", "┤"]
      return isMarks
        ? []
        : bytes(
          marked: String(
            String.UnicodeScalarView(content.unicodeScalars.filter { !boundaries.contains($0) })))
    }
  }

  /// A text with a character for each byte, so that looking for a tag or a style meets no letters
  /// that marks have joined.
  private static func bytewise(_ text: some StringProtocol) -> String {
    String(String.UnicodeScalarView(text.utf8.map { Unicode.Scalar($0) }))
  }

  private static func original(_ bytewise: some StringProtocol) -> [UInt8] {
    bytewise.unicodeScalars.map { UInt8($0.value) }
  }

  private static func marked(_ bytewise: some StringProtocol) -> [UInt8] {
    bytes(marked: String(decoding: original(bytewise), as: UTF8.self))
  }

  private static func named(_ bytewise: some StringProtocol) -> [UInt8] {
    bytes(named: String(decoding: original(bytewise), as: UTF8.self))
  }

  private static func unescaped(_ bytewise: some StringProtocol) -> [UInt8] {
    var text = String(bytewise)
    for (escape, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] { text = text.replacing(escape, with: character) }
    return original(text)
  }

  /// From ``TerminalRenderer``: only what is painted as a mark is one.
  static func bytes(terminal rows: [Substring]) -> [UInt8] {
    rows.flatMap { row -> [UInt8] in
      var bytes: [UInt8] = []
      for part in bytewise(row).split(separator: "\u{1B}[") {
        guard let end = part.firstIndex(of: "m") else { continue }
        let style = part[..<end]
        let text = part[part.index(after: end)...]
        // The gutter and the seam are no text.
        if style == "2" || style == "1" { continue }
        let isMark =
          style.hasSuffix(";2") || style.contains("38;5;240") || style.contains("38;2;63;70;78")
        bytes += isMark ? marked(text) : original(text)
      }
      return bytes
    }
  }

  /// From ``HTMLRenderer``: what its lines hold.
  static func bytes(html: String) -> [UInt8] {
    bytewise(html).split(separator: "<div class=\"l\">").dropFirst().flatMap { part -> [UInt8] in
      var bytes: [UInt8] = []
      for element in part[..<(part.range(of: "</div>")?.lowerBound ?? part.endIndex)]
        .split(separator: "<")
      {
        guard let end = element.firstIndex(of: ">") else { continue }
        let tag = element[..<end]
        if tag == "i class=\"n\"" { bytes.append(0x0A) }
        if tag.hasPrefix("i class=\"x\""), let name = tag.split(separator: "data-c=\"").last {
          bytes += named(name.dropLast())
        }
        bytes += unescaped(element[element.index(after: end)...])
      }
      return bytes
    }
  }

  /// From ``SVGRenderer``: the texts of tokens in the order in which they are drawn.
  static func bytes(svg: String) -> [UInt8] {
    let groups = bytewise(svg).split(separator: "\n").filter { $0.hasPrefix("<g class=") }
    return groups.flatMap { group -> [UInt8] in
      group.split(separator: "<text ").dropFirst().flatMap { part -> [UInt8] in
        guard let end = part.range(of: "</text>")?.lowerBound,
          let start = part[..<end].firstIndex(of: ">")
        else { return [] }
        let content = part[part.index(after: start)..<end]
        if part.hasPrefix("class=\"m c\"") { return named(content) }
        if part.hasPrefix("class=\"m k\"") { return marked(content) }
        // Joiners at the edges show how Arabic letters meet those of other tokens.
        let joiner = bytewise("\u{200D}")
        var letters = content
        if letters.hasPrefix(joiner) { letters = letters.dropFirst(joiner.count) }
        if letters.hasSuffix(joiner) { letters = letters.dropLast(joiner.count) }
        return unescaped(letters)
      }
    }
  }
}
