import Tokenizers

/// Texts of 10 MB without any place to cut, or with one at every character.
enum LongRuns {
  /// A text by its name; made when asked for, since all together are large.
  struct Run: Sendable {
    var name: String
    var text: @Sendable () -> [UInt8]
  }

  static let all: [Run] = [
    Run(name: "letter") { repeated("a") }, Run(name: "spaces") { repeated(" ") },
    Run(name: "letters") { random(letters) }, Run(name: "Letters") { random(mixedCase) },
    Run(name: "ideograph") { repeated("中") }, Run(name: "ideographs") { random(ideographs) },
    Run(name: "emoji") { repeated("😀") }, Run(name: "emojis") { random(emoji) },
    Run(name: "punctuation") { random(punctuation) }, Run(name: "digits") { random(digits) },
    Run(name: "letters and digits") { random(mixedCase + digits) },
    Run(name: "newlines") { repeated("\n") }, Run(name: "tabs") { repeated("\t") },
    Run(name: "blanks") { random(Array(" \t\n\r".unicodeScalars)) },
    Run(name: "accents") { repeated("a\u{301}") }, Run(name: "Hangul") { random(hangul) },
    Run(name: "Arabic") { random(arabic) }, Run(name: "bytes") { randomBytes() },
  ]

  private static let size = 10_000_000
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz".unicodeScalars)
  private static let mixedCase = letters + Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
  private static let digits = Array("0123456789".unicodeScalars)
  private static let punctuation = Array("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars)
  private static let ideographs = (0x4E00..<0x5E00).compactMap(Unicode.Scalar.init)
  private static let emoji = (0x1F600..<0x1F640).compactMap(Unicode.Scalar.init)
  private static let hangul = (0xAC00..<0xB400).compactMap(Unicode.Scalar.init)
  private static let arabic = (0x627..<0x64A).compactMap(Unicode.Scalar.init)

  private static func repeated(_ text: String) -> [UInt8] {
    let unit = Array(text.utf8)
    return Array((0..<size / unit.count).map { _ in unit }.joined())
  }

  private struct Generator {
    private var state: UInt64 = 1

    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static func random(_ alphabet: [Unicode.Scalar]) -> [UInt8] {
    let units = alphabet.map { Array(String($0).utf8) }
    var generator = Generator()
    var text: [UInt8] = []
    text.reserveCapacity(size + 4)
    while text.count < size { text += units[generator.next(below: units.count)] }
    return text
  }

  private static func randomBytes() -> [UInt8] {
    var generator = Generator()
    return (0..<size).map { _ in UInt8(generator.next(below: 256)) }
  }
}
