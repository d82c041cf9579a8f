/// Short texts that stand for every way a text may go on, as far as a pretokenizer can tell.
///
/// The pretokenizers of the GPT families tell characters apart by a dozen classes and by the letters
/// of English contractions, and look at most two classes ahead of where a piece ends: a white-space
/// run looks for what ends it, a contraction for its two letters, o200k's words for a lowercase
/// letter after uppercase ones. So all pairs of one example of each class reach every set of piece
/// ends that any continuation can give the text before it.
struct Continuations: Sendable {
  /// The continuations of a text that ends between two characters; the empty one is first.
  static let all: [[UInt8]] = {
    let pairs = examples.flatMap { first in examples.map { first + $0 } }
    return [[]] + examples + pairs
  }()

  /// The same for a text whose cuts before its end are already known to hold: two characters ahead
  /// matter only in white space and after an uppercase word.
  static let brief: [[UInt8]] =
    [[]] + examples
    + [" a", " !", " \n", "\na", "\n\n", "\t\n", "\r\n", "Aa", "AA", "A1"].map { Array($0.utf8) }

  /// The same where no contraction is begun.
  static let briefest: [[UInt8]] = [
    "", "a", " ", "!", "\n", "A", "1", "/", "あ", "\u{301}", " a", " \n", "Aa",
  ].map { Array($0.utf8) }

  /// One example of every class, and the endings of contractions.
  private static let examples: [[UInt8]] = [
    "!", "a", " ", "\n", "A", "1", "/", "'", "\r", "\t", "あ", "ʰ", "\u{301}", "ǅ", "\u{A0}",
    "s", "t", "m", "d", "re", "ve", "ll", "e", "l",
  ].map { Array($0.utf8) }

  /// The continuations of a text that ends with the unfinished character `unfinished`.
  ///
  /// - Complexity: O(characters that begin with the bytes), at most 4,096 but for the first call.
  static func finishing(_ unfinished: ArraySlice<UInt8>) -> [[UInt8]] {
    endings(of: unfinished).flatMap { ending in
      [ending] + examples.map { ending + $0 }
    }
  }

  /// The missing bytes of one character of every shape that begins with `unfinished`.
  static func endings(of unfinished: ArraySlice<UInt8>) -> [[UInt8]] {
    guard let lead = unfinished.first else { return [[]] }
    if unfinished.count == 1 && lead >= 0xF0 { return endingsOfFour[Int(lead) - 0xF0] }
    return search(unfinished)
  }

  /// The endings after each lead byte of four-byte characters: a quarter of a million characters.
  private static let endingsOfFour = (UInt8(0xF0)..<0xF5).map { search([$0]) }

  private static func search(_ unfinished: ArraySlice<UInt8>) -> [[UInt8]] {
    guard let lead = unfinished.first else { return [[]] }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var fixed = UInt32(lead) & (0x7F >> UInt32(length))
    for byte in unfinished.dropFirst() { fixed = fixed << 6 | UInt32(byte & 0x3F) }
    let free = UInt32(6 * (length - unfinished.count))
    let lowest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    var found: [[UInt8]] = []
    var seen = [Bool](repeating: false, count: 256)
    for scalar in max(fixed << free, lowest)...min((fixed + 1) << free - 1, 0x10FFFF) {
      if 0xD800..<0xE000 ~= scalar { continue }
      let shape = Int(CharacterShape.both(scalar).named)
      if seen[shape] { continue }
      seen[shape] = true
      found.append(utf8(scalar, length: length).suffix(length - unfinished.count))
    }
    return found
  }

  private static func utf8(_ scalar: UInt32, length: Int) -> [UInt8] {
    (0..<length).map { position in
      let bits = UInt8(truncatingIfNeeded: scalar >> UInt32(6 * (length - 1 - position)))
      guard position == 0 else { return 0x80 | bits & 0x3F }
      let mark: UInt8 = length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0
      return mark | bits & (0x7F >> UInt8(length))
    }
  }
}
