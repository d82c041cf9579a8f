import Documents
import Text
import Tokenizers

/// Rules for characters that nobody sees, and that are tokens all the same.
extension Rule {
  /// A byte order mark at the text's beginning.
  static let byteOrderMark = Rule(
    code: "byte-order-mark", summary: "The text begins with a byte order mark."
  ) { input in
    let mark = UnusualCharacter.byteOrderMark.bytes
    guard input.prompt.lowerBound == 0, input.prompt.count >= mark.count,
      input.text.bytes(in: 0..<mark.count) == mark
    else { return [] }
    return [
      Finding(
        code: "byte-order-mark", severity: .warning,
        message: "the text begins with a byte order mark, which is a token of its own",
        range: 0..<mark.count,
        fixes: [input.deletion(0..<mark.count, "Delete the byte order mark")])
    ]
  }

  /// Characters without width.
  static let zeroWidth = Rule(
    code: "zero-width", summary: "The prompt holds characters that have no width."
  ) { input in
    UnusualCharacter.zeroWidth.compactMap { character in
      let places = input.places(of: character.bytes, atMost: mostPlaces).filter {
        isOutOfPlace(character, $0, input)
      }
      return finding("zero-width", .warning, character, places, input, replacement: "")
    }
  }

  /// Spaces that do not break, which tokenizers take for other characters than spaces.
  static let noBreakSpace = Rule(
    code: "no-break-space", summary: "The prompt holds no-break spaces."
  ) { input in
    UnusualCharacter.noBreakSpaces.compactMap { character in
      let places = input.places(of: character.bytes, atMost: mostPlaces)
      return finding("no-break-space", .information, character, places, input, replacement: " ")
    }
  }

  /// So many places are looked at and mended at once.
  private static let mostPlaces = 200

  private static func finding(
    _ code: String, _ severity: Finding.Severity, _ character: UnusualCharacter,
    _ places: [Range<Int>], _ input: LintInput, replacement: String
  ) -> Finding? {
    guard let first = places.first else { return nil }
    let count = places.count == mostPlaces ? "\(mostPlaces) or more" : "\(places.count)"
    let deed = replacement.isEmpty ? "Delete" : "Put a space in place of"
    let edits = places.map { TextEdit(range: $0, newBytes: Array(replacement.utf8)) }
    let tokens = input.tokenizer.encode(character.bytes.span).count
    return Finding(
      code: code, severity: severity,
      message: "\(character.name), not to be seen but \(tokens) token\(tokens == 1 ? "" : "s") of "
        + input.tokenizer.name + (places.count == 1 ? "" : "; \(count) in the prompt"),
      range: first, tokenizer: input.tokenizer.name,
      fixes: [Fix(title: "\(deed) \(places.count == 1 ? "it" : "all \(count)")", edits: edits)])
  }

  /// Joiners belong between emoji and into some scripts; a mark at the beginning has its own rule.
  private static func isOutOfPlace(
    _ character: UnusualCharacter, _ place: Range<Int>, _ input: LintInput
  ) -> Bool {
    if character.bytes == UnusualCharacter.byteOrderMark.bytes { return place.lowerBound > 0 }
    let isBefore = place.lowerBound > 0 && input.text[place.lowerBound - 1] >= 0x80
    let isAfter = place.upperBound < input.promptEnd && input.text[place.upperBound] >= 0x80
    return !isBefore || !isAfter
  }
}
