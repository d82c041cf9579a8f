/// Texts of 10 MB without any place to cut.
enum LongRuns {
  static let all: [(name: String, text: [UInt8])] = [
    ("letter", repeated("a")), ("spaces", repeated(" ")), ("letters", random(latin)),
    ("ideograph", repeated("中")), ("ideographs", random(ideographs)),
    ("emoji", repeated("😀")), ("punctuation", random(Array("!?.,;:-_+*/".unicodeScalars))),
  ]

  private static let size = 10_000_000
  private static let latin = Array("abcdefghijklmnopqrstuvwxyz".unicodeScalars)
  private static let ideographs = (0x4E00..<0x5E00).compactMap(Unicode.Scalar.init)

  private static func repeated(_ text: String) -> [UInt8] {
    let unit = Array(text.utf8)
    return Array((0..<size / unit.count).map { _ in unit }.joined())
  }

  private static func random(_ alphabet: [Unicode.Scalar]) -> [UInt8] {
    var state: UInt64 = 1
    var text: [UInt8] = []
    while text.count < size {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text += Array(String(alphabet[Int(state >> 33) % alphabet.count]).utf8)
    }
    return text
  }
}
