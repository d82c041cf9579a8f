import Documents
import PromptFormats
import Text
import Tokenizers

/// Rules for the seams of template holes: what is encoded before a value is known, and the value,
/// need not be what both are together.
extension Rule {
  /// White space before a hole: the value's first word would have brought it along.
  static let holeLeftSpace = Rule(
    code: "hole-left-space",
    summary: "A space before a template hole is not the token that the value begins with."
  ) { input in
    input.values(where: \.followsSpace).compactMap { hole in
      let value = input.witness(of: hole)
      guard let first = value.first, first != 0x20, first != 0x09 else { return nil }
      let start = input.literalStart(before: hole)
      let space = hole.range.lowerBound - 1..<hole.range.lowerBound
      guard !input.isSeam(input.text.bytes(in: start..<hole.range.lowerBound), value) else {
        return nil
      }
      return Finding(
        code: "hole-left-space", severity: .hint,
        message:
          "\(input.quoted(space)) and \(input.quoted(value)) are one token together, two where "
          + "the text before \(input.shown(hole)) is encoded alone",
        range: space, tokenizer: input.tokenizer.name,
        fixes: [
          input.deletion(
            space, "Delete the space and let the value of \(input.shown(hole)) bring it")
        ])
    }
  }

  /// A space before a hole whose value begins with one.
  static let holeDoubleSpace = Rule(
    code: "hole-double-space", summary: "A space before a template hole meets one in its value."
  ) { input in
    input.values(where: \.followsSpace).compactMap { hole in
      guard input.samples[hole.name]?.first == 0x20 else { return nil }
      let space = hole.range.lowerBound - 1..<hole.range.lowerBound
      return Finding(
        code: "hole-double-space", severity: .warning,
        message: "two spaces meet: the sample of \(input.shown(hole)) begins with one",
        range: space, fixes: [input.deletion(space, "Delete the space before the hole")])
    }
  }

  /// Text after a hole that joins the value's end.
  static let holeRightSeam = Rule(
    code: "hole-right-seam",
    summary: "The text after a template hole joins the end of its value in one token."
  ) { input in
    input.values(where: \.precedesJoiner).compactMap { hole in
      let value = input.witness(of: hole)
      let end = min(input.promptEnd, hole.range.upperBound + literalLength)
      let suffix = input.text.bytes(in: hole.range.upperBound..<end).prefix { $0 != 0x0A }
      guard !value.isEmpty, !suffix.isEmpty, !input.isSeam(value, Array(suffix)) else { return nil }
      let joinedCount = suffix.prefix { $0 != 0x20 }.count
      let joined = hole.range.upperBound..<hole.range.upperBound + joinedCount
      return Finding(
        code: "hole-right-seam", severity: .hint,
        message: "\(input.quoted(joined)) joins the value of \(input.shown(hole)): with "
          + "\(input.quoted(value)) the tokens are others than those of both alone",
        range: joined, tokenizer: input.tokenizer.name)
    }
  }

  /// Literals are looked at so far: more than any token has.
  fileprivate static let literalLength = 64
  /// Holes of a prompt that are looked at: a template repeats itself, and every one is looked at again
  /// at each keystroke.
  fileprivate static let mostHoles = 8
}

extension LintInput {
  fileprivate func values(where isAffected: (Hole) -> Bool) -> [Hole] {
    var found: [Hole] = []
    for hole in holes where hole.kind == .value && isAffected(hole) {
      guard prompt.lowerBound < hole.range.lowerBound else { continue }
      guard hole.range.upperBound <= promptEnd, found.count < Rule.mostHoles else { break }
      found.append(hole)
    }
    return found
  }

  /// A value that the hole may take: its sample, or any word.
  fileprivate func witness(of hole: Hole) -> [UInt8] { samples[hole.name] ?? Array("word".utf8) }

  fileprivate func shown(_ hole: Hole) -> String {
    String(decoding: text.bytes(in: hole.range), as: UTF8.self)
  }

  /// Where the literal before a hole begins, as far as it matters.
  fileprivate func literalStart(before hole: Hole) -> Int {
    let end = hole.range.lowerBound
    return max(
      prompt.lowerBound, holes.last { $0.range.upperBound <= end }?.range.upperBound ?? 0,
      text.scalarStart(atOrBefore: max(0, end - Rule.literalLength)))
  }

  /// Whether two texts have the same tokens together as each alone.
  fileprivate func isSeam(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    tokenizer.keepsSeam(first, second)
  }
}

extension Tokenizer {
  /// Whether two texts have the same tokens together as each alone: E(ab) = E(a) E(b).
  func keepsSeam(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    encode((first + second).span) == encode(first.span) + encode(second.span)
  }
}
