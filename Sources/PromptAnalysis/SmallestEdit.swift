import Text
import UnicodeTables

/// The fix of a harmful end that takes the fewest bytes away, found by trying.
///
/// No table of habits: every shorter prompt is measured, the longest first, until one is harmless. At
/// a prompt's end bytes can only be taken away; where text follows, they move to it (see
/// ``Rule/datasetSeam`` and the rules for template holes).
package struct SmallestEdit: Equatable, Sendable {
  /// The bytes to take off the prompt's end.
  package var length: Int
  /// What is left of the harm.
  package var harm: Harm

  package init(length: Int, harm: Harm) {
    self.length = length
    self.harm = harm
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - prompt: A prompt whose end is harmful.
  ///   - wall: Where a special token ends that nothing is taken from; 0 where there is none.
  ///   - evaluations: How often to ask the model at most.
  ///   - prepare: Makes prompts ready that are asked about next, the longest first: a few, since most
  ///     searches end there, then all others.
  ///   - harm: Asks the model about one of them; nil where it has nothing to say.
  /// - Returns: Nil where no prompt that was asked about is harmless.
  /// - Throws: What `prepare` and `harm` throw.
  package static func search<Prepared, Failure>(
    _ prompt: [UInt8], after wall: Int = 0, atMost evaluations: Int = 16,
    prepare: ([[UInt8]]) throws(Failure) -> [Prepared],
    harm: (Prepared) throws(Failure) -> Harm?
  ) throws(Failure) -> SmallestEdit? {
    let ends = Self.ends(of: prompt, after: wall, atMost: evaluations)
    for group in [ends.prefix(Self.first), ends.dropFirst(Self.first)] where !group.isEmpty {
      let prepared = try prepare(group.map { Array(prompt[..<$0]) })
      for (end, shorter) in zip(group, prepared) {
        if let left = try harm(shorter), !left.isHarmful {
          return SmallestEdit(length: prompt.count - end, harm: left)
        }
      }
    }
    return nil
  }

  /// Prompts that are asked about before the others are prepared.
  private static let first = 4

  /// Where shorter prompts end, the longest first.
  private static func ends(of prompt: [UInt8], after wall: Int, atMost count: Int) -> [Int] {
    var ends: [Int] = []
    var end = prompt.count
    while ends.count < count && end > wall {
      // What a special token leaves of a character with it stays with it.
      end = max(wall, lastCharacter(of: prompt[..<end]))
      if end == 0 { break }
      ends.append(end)
    }
    return ends
  }

  /// Where the last character begins that a person sees as one; an unfinished one counts as one.
  private static func lastCharacter(of bytes: ArraySlice<UInt8>) -> Int {
    let tail = bytes.suffix(128).drop { $0 & 0xC0 == 0x80 }
    let scalars = String(decoding: tail, as: UTF8.self).unicodeScalars.map(\.value)
    var start = bytes.count
    for count in scalars.indices.reversed() {
      start = bytes[..<start].lastIndex { $0 & 0xC0 != 0x80 } ?? 0
      if GraphemeBreak.isBoundary(after: Array(scalars[..<count]), before: scalars[count]) { break }
    }
    return start
  }

  /// The edit as a fix of a prompt that ends at an offset.
  package func fix(endingAt end: Int, of prompt: [UInt8], was: Harm) -> Fix {
    func percent(_ harm: Harm) -> String { "\(Int((harm.probability * 100).rounded())) %" }
    let bytes = Array(prompt.suffix(length))
    return Fix(
      title: "Delete \(bytes.quoted): harm \(percent(was)) becomes \(percent(harm))",
      edits: [TextEdit(range: end - length..<end, newBytes: [])])
  }
}
