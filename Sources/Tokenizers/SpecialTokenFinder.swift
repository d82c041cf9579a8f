/// Finds special tokens in text, the leftmost first and of those the longest.
struct SpecialTokenFinder: Sendable {
  private struct Candidate: Sendable {
    var text: [UInt8]
    var id: TokenID
  }

  /// The candidates by their first byte, longest first.
  private var candidates: [[Candidate]]
  private let isEmpty: Bool

  init(_ tokens: [SpecialToken]) {
    candidates = Array(repeating: [], count: 256)
    var some = false
    for token in tokens {
      let text = Array(token.text.utf8)
      guard let first = text.first else { continue }
      candidates[Int(first)].append(Candidate(text: text, id: token.id))
      some = true
    }
    isEmpty = !some
    for byte in candidates.indices {
      candidates[byte].sort { $0.text.count > $1.text.count }
    }
  }

  /// The first special token at or after a place.
  func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (
    range: Range<Int>, id: TokenID
  )? {
    guard !isEmpty else { return nil }
    var place = start
    while place < text.count {
      for candidate in unsafe candidates[Int(text[place])] {
        let end = place + candidate.text.count
        if end <= text.count, unsafe text[place..<end].elementsEqual(candidate.text) {
          return (place..<end, candidate.id)
        }
      }
      place += 1
    }
    return nil
  }
}
