import UnicodeTables

/// Finds special tokens in text, the leftmost first and of those the longest.
struct SpecialTokenFinder: Sendable {
  private struct Candidate: Sendable {
    var text: [UInt8]
    var id: TokenID
    var rules: AddedTokenRules
  }

  /// The candidates by their first byte, longest first.
  private var candidates: [[Candidate]]
  let isEmpty: Bool

  init(_ tokens: [SpecialToken], rules: [TokenID: AddedTokenRules] = [:]) {
    candidates = Array(repeating: [], count: 256)
    var some = false
    for token in tokens {
      let text = Array(token.text.utf8)
      guard let first = text.first else { continue }
      candidates[Int(first)].append(
        Candidate(text: text, id: token.id, rules: rules[token.id] ?? []))
      some = true
    }
    isEmpty = !some
    for byte in candidates.indices {
      candidates[byte].sort { $0.text.count > $1.text.count }
    }
  }

  /// The first special token at or after a place, with the white space that it takes.
  func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (
    range: Range<Int>, id: TokenID
  )? {
    guard !isEmpty else { return nil }
    var place = start
    while place < text.count {
      for candidate in unsafe candidates[Int(text[place])] {
        let end = place + candidate.text.count
        if end <= text.count, unsafe text[place..<end].elementsEqual(candidate.text) {
          guard !candidate.rules.isEmpty else { return (place..<end, candidate.id) }
          if let range = unsafe extended(place..<end, candidate.rules, text, start) {
            return (range, candidate.id)
          }
        }
      }
      place += 1
    }
    return nil
  }

  /// A match with the white space that its token takes; nil where it must be a word and is none.
  private func extended(
    _ match: Range<Int>, _ rules: AddedTokenRules, _ text: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> Range<Int>? {
    guard let base = text.baseAddress else { return nil }
    func scalar(before place: Int) -> (scalar: UInt32, length: Int)? {
      for length in 1...4 where place - length >= 0 {
        let decoded = unsafe UTF8Decoding.decode(base + place - length, count: length)
        if decoded.isWellFormed, decoded.length == length { return (decoded.scalar, length) }
      }
      return nil
    }
    func scalar(after place: Int) -> (scalar: UInt32, length: Int)? {
      guard place < text.count else { return nil }
      let decoded = unsafe UTF8Decoding.decode(base + place, count: text.count - place)
      return decoded.isWellFormed ? (decoded.scalar, decoded.length) : nil
    }
    if rules.contains(.wholeWord) {
      let neighbours = [scalar(before: match.lowerBound), scalar(after: match.upperBound)]
      if neighbours.contains(where: { $0.map { Self.word.contains($0.scalar) } ?? false }) {
        return nil
      }
    }
    var (lower, upper) = (match.lowerBound, match.upperBound)
    let space = UnicodeProperties.whiteSpace
    while rules.contains(.takesSpaceBefore), let before = scalar(before: lower),
      space.contains(before.scalar), lower - before.length >= start
    {
      lower -= before.length
    }
    while rules.contains(.takesSpaceAfter), let after = scalar(after: upper),
      space.contains(after.scalar)
    {
      upper += after.length
    }
    return lower..<upper
  }

  private static let word = UnicodeProperties.standardWord
}
