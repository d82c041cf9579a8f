/// A character that people do not see and tokenizers do.
struct UnusualCharacter: Sendable {
  var name: String
  var bytes: [UInt8]

  init(_ name: String, _ scalar: Unicode.Scalar) {
    self.name = name
    bytes = Array(String(scalar).utf8)
  }

  static let byteOrderMark = UnusualCharacter("byte order mark", "\u{FEFF}")

  /// Characters without width that change no text's look, save between scripts that need them.
  static let zeroWidth = [
    byteOrderMark, UnusualCharacter("zero-width space", "\u{200B}"),
    UnusualCharacter("zero-width non-joiner", "\u{200C}"),
    UnusualCharacter("zero-width joiner", "\u{200D}"),
    UnusualCharacter("word joiner", "\u{2060}"), UnusualCharacter("soft hyphen", "\u{AD}"),
    UnusualCharacter("left-to-right mark", "\u{200E}"),
    UnusualCharacter("right-to-left mark", "\u{200F}"),
    UnusualCharacter("right-to-left override", "\u{202E}"),
    UnusualCharacter("left-to-right override", "\u{202D}"),
  ]

  static let noBreakSpaces = [
    UnusualCharacter("no-break space", "\u{A0}"),
    UnusualCharacter("narrow no-break space", "\u{202F}"),
  ]

  static let lineEnd = Array("\r\n".utf8)

  /// What documents should watch for: characters of a kind together.
  static var watchedTexts: [[[UInt8]]] {
    [zeroWidth.map(\.bytes), noBreakSpaces.map(\.bytes), [lineEnd]]
  }
}
