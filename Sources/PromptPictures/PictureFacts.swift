/// What is said beside a picture, in the same words wherever it is painted.
struct PictureFacts {
  let picture: Picture
  let panel: PicturePanel

  /// `gpt2: 7 tokens, 26 bytes`.
  var heading: String {
    let bytes = picture.promptEnd
    var heading =
      "\(panel.tokenizer): \(count(panel.tokens.count, "token")), \(count(bytes, "byte"))"
    if let first = picture.panels.first, first.tokenizer != panel.tokenizer,
      !first.tokens.isEmpty
    {
      let change = 100 * (panel.tokens.count - first.tokens.count)
      let percent = Int((Double(change) / Double(first.tokens.count)).rounded())
      heading += ", \(percent < 0 ? "−" : "+")\(abs(percent)) % against \(first.tokenizer)"
    }
    return heading
  }

  /// A sentence each.
  var sentences: [String] {
    var sentences: [String] = []
    if let lines = picture.lines {
      sentences.append("painted: lines \(lines.lowerBound + 1) to \(lines.upperBound) only")
    }
    sentences += seam + losses + panel.notes
    if picture.promptEnd < picture.text.count {
      sentences.append("the final newline is the file's and not the prompt's")
    }
    return sentences
  }

  private var seam: [String] {
    guard let seam = panel.seam else { return [] }
    let tail = picture.text[seam.stableEnd..<picture.promptEnd]
    guard !tail.isEmpty else { return ["the end is firm: no continuation changes these tokens"] }
    let tokens = panel.tokens.count { seam.stableEnd <= $0.range.lowerBound }
    var sentences = [
      "healing takes back \(quoted(tail)), \(count(tokens, "token")): \(count(seam.covers, "cover")), "
        + "\(seam.crossing) of them past the end"
    ]
    if let cost = seam.cost {
      let harm = Int((cost.harm * 100).rounded())
      sentences.append(
        "ending here costs \(tenths(cost.bits)) bits (harm \(harm) %)"
          + (cost.isEstimate ? " by estimate of" : " to") + " the model \(cost.model)")
    }
    return sentences
  }

  /// What healing would put in the tail's place, with its probability and a number for people.
  var alternatives: [(text: String, probability: Double, percent: String)] {
    (panel.seam?.cost?.alternatives ?? []).map { alternative in
      let percent = alternative.probability * 100
      let shown =
        percent < 0.05 ? "<0.1" : percent >= 99.95 ? "\(Int(percent.rounded()))" : tenths(percent)
      return (quoted(alternative.text[...]), alternative.probability, shown + " %")
    }
  }

  /// Losses that are told one by one; all are marked in the text.
  private static let exampleCount = 6

  private var losses: [String] {
    guard !panel.losses.isEmpty else { return [] }
    var kinds: [(kind: String, count: Int)] = []
    for loss in panel.losses {
      if let index = kinds.firstIndex(where: { $0.kind == loss.kind }) {
        kinds[index].count += 1
      } else {
        kinds.append((loss.kind, 1))
      }
    }
    var examples: [String] = []
    for loss in panel.losses where examples.count <= Self.exampleCount {
      let example = "\(loss.kind) \(quoted(loss.before[...])) → \(quoted(loss.after[...]))"
      if !examples.contains(example) { examples.append(example) }
    }
    return [
      "lost: " + kinds.map { "\($0.kind) \($0.count)" }.joined(separator: ", "),
      examples.prefix(Self.exampleCount).joined(separator: "; ")
        + (examples.count > Self.exampleCount ? "; and more; all are marked in the text" : ""),
    ]
  }

  /// What is said of a place where something is lost.
  func remark(on loss: PictureLoss) -> String {
    "lost (\(loss.kind)): \(quoted(loss.before[...])) → \(quoted(loss.after[...]))"
  }

  /// What is said of a piece: ids, bytes, places.
  func remark(on piece: Piece) -> String {
    let bytes = picture.text[piece.range]
    let place = "bytes \(piece.range.lowerBound)–\(piece.range.upperBound)"
    let hexadecimal = bytes.map(hexadecimal).joined(separator: " ")
    guard !piece.tokens.isEmpty else { return "no token · \(place) · \(hexadecimal)" }
    let ids = piece.tokens.map { "\(panel.tokens[$0].id)" }.joined(separator: ", ")
    return "\(piece.tokens.count == 1 ? "id" : "ids") \(ids) · \(place) · \(hexadecimal)"
  }

  private func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((min(value, 1e6) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func quoted(_ bytes: ArraySlice<UInt8>) -> String {
    "\"" + Glyph.glyphs(of: bytes.startIndex..<bytes.endIndex, in: bytes).map(\.marked).joined()
      + "\""
  }
}

/// Two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

extension Glyph {
  /// What is shown where there is nothing but characters.
  var marked: String {
    switch shape {
    case .visible(let text, _): text
    case .mark(let text): "◌" + text
    case .space: "·"
    case .tab: "⇥"
    case .carriageReturn: "␍"
    case .lineFeed: "↵"
    case .control(let byte): String(Self.picture(ofControl: byte))
    case .invisible, .byte, .empty: "⟨\(label ?? "")⟩"
    }
  }

  /// `␛` and its like.
  static func picture(ofControl byte: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(byte == 0x7F ? 0x2421 : 0x2400 + UInt32(byte)) ?? "\u{FFFD}"
  }

  /// How many columns ``marked`` takes.
  var columns: Int {
    if case .visible(_, let columns) = shape { return columns }
    switch shape {
    case .invisible, .byte, .empty: return (label?.unicodeScalars.count ?? 0) + 2
    default: return 1
    }
  }

  /// What stands in a frame where frames can be drawn; nil for what is shown without.
  var label: String? {
    switch shape {
    case .visible, .mark, .space, .tab, .lineFeed: nil
    case .carriageReturn: "CR"
    case .control(let byte): byte == 0x7F ? "DEL" : Self.controls[Int(byte)]
    case .invisible(let name): name
    case .byte(let byte): hexadecimal(byte)
    case .empty(let id): "#\(id)"
    }
  }

  /// Source: the abbreviations of ASCII; the new page is not called FF, which is a byte too.
  private static let controls = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "NP", "CR",
    "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC",
    "FS", "GS", "RS", "US",
  ]

  /// Whether it is a mark and not the text itself.
  var isMark: Bool {
    if case .visible = shape { false } else { true }
  }
}
