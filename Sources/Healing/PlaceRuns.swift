/// A set of places in ``VocabularyIndex/order``, as runs of neighbours.
///
/// What may follow a space is a hundred thousand tokens in a few runs: kept so, they cost next to
/// nothing to count, to join and to keep for the next keystroke.
struct PlaceRuns: Sendable, Equatable {
  /// The runs, ascending; they do not touch.
  private(set) var runs: [Range<Int>] = []
  /// The number of places.
  private(set) var count = 0

  var first: Int? { runs.first?.lowerBound }
  var last: Int? { runs.last.map { $0.upperBound - 1 } }

  /// Adds a place after all others.
  mutating func append(_ place: Int) {
    append(contentsOf: place..<place + 1)
  }

  /// Adds places of which none is before the last run's beginning.
  private mutating func append(contentsOf run: Range<Int>) {
    if let last = runs.last, run.lowerBound <= last.upperBound {
      let end = max(last.upperBound, run.upperBound)
      count += end - last.upperBound
      runs[runs.count - 1] = last.lowerBound..<end
    } else {
      count += run.count
      runs.append(run)
    }
  }

  /// The places of both sets.
  func union(_ other: PlaceRuns) -> PlaceRuns {
    var union = PlaceRuns()
    var (left, right) = (0, 0)
    while left < runs.count || right < other.runs.count {
      let takesLeft =
        right == other.runs.count
        || (left < runs.count && runs[left].lowerBound <= other.runs[right].lowerBound)
      union.append(contentsOf: takesLeft ? runs[left] : other.runs[right])
      if takesLeft { left += 1 } else { right += 1 }
    }
    return union
  }
}
