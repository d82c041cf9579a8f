import UnicodeTables

/// Finds special tokens in text, the leftmost first and of those the longest.
///
/// The texts stand in order. Each that begins a text is a beginning, too, of the last one that is not after
/// that text: one binary search finds them all, however many share their first byte.
struct SpecialTokenFinder: Sendable {
  private struct Candidate: Sendable {
    var text: [UInt8]
    var id: TokenID
    var rules: AddedTokenRules
    /// The place of the longest other candidate that this one begins with.
    var beginning: Int?
  }

  /// By their bytes, none twice.
  private var candidates: [Candidate] = []
  /// Where those with a first byte stand, for each byte.
  private var rows: [Range<Int>]
  var isEmpty: Bool { candidates.isEmpty }

  init(_ tokens: [SpecialToken], rules: [TokenID: AddedTokenRules] = [:]) {
    let texts = Dictionary(
      tokens.map { (Array($0.text.utf8), $0.id) }, uniquingKeysWith: { first, _ in first })
    rows = Array(repeating: 0..<0, count: 256)
    for (text, id) in texts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard let first = text.first else { continue }
      var beginning = candidates.indices.last
      while let place = beginning, !text.starts(with: candidates[place].text) {
        beginning = candidates[place].beginning
      }
      let row = rows[Int(first)]
      rows[Int(first)] = (row.isEmpty ? candidates.count : row.lowerBound)..<candidates.count + 1
      candidates.append(
        Candidate(text: text, id: id, rules: rules[id] ?? [], beginning: beginning))
    }
  }

  /// The first special token at or after a place, with the white space that it takes.
  func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (
    range: Range<Int>, id: TokenID
  )? {
    guard !isEmpty else { return nil }
    for place in start..<max(start, text.count) {
      var next = unsafe longest(in: text, at: place)
      while let index = next {
        let candidate = candidates[index]
        let match = place..<place + candidate.text.count
        guard !candidate.rules.isEmpty else { return (match, candidate.id) }
        if let range = unsafe extended(match, candidate.rules, text, start) {
          return (range, candidate.id)
        }
        next = candidate.beginning
      }
    }
    return nil
  }

  /// The place of the longest candidate that stands at a place of a text.
  private func longest(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
    let row = unsafe rows[Int(text[place])]
    guard !row.isEmpty else { return nil }
    let rest = unsafe UnsafeBufferPointer(rebasing: text[place...])
    var (low, high, shared) = (row.lowerBound, row.upperBound, 0)
    while low < high {
      let middle = (low + high) / 2
      let (common, isAfter) = unsafe candidates[middle].text.compared(to: rest)
      if isAfter {
        high = middle
      } else {
        (low, shared) = (middle + 1, common)
      }
    }
    guard low > row.lowerBound else { return nil }
    var found: Int? = low - 1
    while let index = found, candidates[index].text.count > shared {
      found = candidates[index].beginning
    }
    return found
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

extension [UInt8] {
  /// How many first bytes are those of a text, and whether these bytes come after that text in order.
  fileprivate func compared(to text: UnsafeBufferPointer<UInt8>) -> (common: Int, isAfter: Bool) {
    let most = Swift.min(count, text.count)
    var common = 0
    while common < most, unsafe self[common] == text[common] { common += 1 }
    return (common, common < most ? unsafe self[common] > text[common] : count > text.count)
  }
}
