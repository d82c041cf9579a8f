import Text
import UnicodeTables

extension Rule {
  /// The prompt ends inside what a person takes for one character: before an accent, after a joiner
  /// of emoji, after half a flag.
  ///
  /// Source: UAX 29, extended grapheme clusters.
  static let insideGrapheme = Rule(
    code: "inside-grapheme", summary: "The prompt ends inside a character of several code points."
  ) { input in
    let window = max(input.prompt.lowerBound, input.promptEnd - longest)
    let tail = scalars(input.text.bytes(in: window..<input.promptEnd))
    guard let last = tail.last, let reason = reason(tail, input) else { return [] }
    let length = Unicode.Scalar(last).map { UTF8.width($0) } ?? 1
    let range = input.promptEnd - length..<input.promptEnd
    return [
      Finding(
        code: "inside-grapheme", severity: .warning,
        message: "the prompt ends inside a character: \(reason)", range: range,
        fixes: [
          input.deletion(
            cluster(tail, endingAt: input.promptEnd), "Delete the unfinished character")
        ])
    ]
  }

  /// Clusters are short; of longer ones the end decides.
  private static let longest = 128

  private static func reason(_ tail: [UInt32], _ input: LintInput) -> String? {
    if let wanted = GraphemeBreak.unfinished(tail) { return "it waits for \(wanted)" }
    let rest = input.promptEnd..<min(input.text.byteCount, input.promptEnd + 4)
    guard let next = scalars(input.text.bytes(in: rest)).first,
      !GraphemeBreak.isBoundary(after: tail, before: next)
    else { return nil }
    return next == 0x0A ? nil : "the text behind it goes on with U+\(hexadecimal(next))"
  }

  /// The bytes of the last cluster.
  private static func cluster(_ tail: [UInt32], endingAt end: Int) -> Range<Int> {
    var start = tail.count - 1
    while start > 0, !GraphemeBreak.isBoundary(after: Array(tail[..<start]), before: tail[start]) {
      start -= 1
    }
    let bytes = tail[start...].compactMap { Unicode.Scalar($0) }.reduce(0) {
      $0 + UTF8.width($1)
    }
    return end - bytes..<end
  }

  /// The scalars of bytes that may begin or end inside one.
  private static func scalars(_ bytes: [UInt8]) -> [UInt32] {
    let whole = bytes.drop { $0 & 0xC0 == 0x80 }
    return String(decoding: whole, as: UTF8.self).unicodeScalars.map(\.value)
  }

  private static func hexadecimal(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
