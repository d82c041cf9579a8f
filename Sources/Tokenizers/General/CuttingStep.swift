/// One way in which stretches of a text are cut further.
package enum CuttingStep: Sendable, Equatable {
  /// By one of the hand-written pretokenizers.
  case pieces(Pretokenizer)
  /// At what a pattern matches.
  case split(SharedPattern, Behavior, inverted: Bool)
  /// Puts a space before every stretch that does not begin with one.
  case prefixSpace

  /// What becomes of the text that a pattern matches.
  package enum Behavior: String, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
  }

  /// Cuts a stretch.
  func cut(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, into pieces: inout [Range<Int>]) {
    switch self {
    case .prefixSpace: pieces.append(range)
    case .pieces(let pretokenizer):
      var place = range.lowerBound
      let haystack = unsafe UnsafeBufferPointer(start: text, count: range.upperBound).span
      while place < range.upperBound {
        let end = pretokenizer.endOfPiece(in: haystack, from: place)
        pieces.append(place..<end)
        place = end
      }
    case .split(let pattern, let behavior, let inverted):
      var cuts = CutList(behavior)
      unsafe pattern.forEachStretch(text, range) { stretch, matches in
        cuts.append(stretch, matches != inverted)
      }
      pieces += cuts.pieces
    }
  }
}

/// Puts stretches together as a behavior says.
///
/// Source: `NormalizedString::split` of tokenizers.
private struct CutList {
  let behavior: CuttingStep.Behavior
  private(set) var pieces: [Range<Int>] = []
  private var lastMatched = false

  init(_ behavior: CuttingStep.Behavior) { self.behavior = behavior }

  mutating func append(_ stretch: Range<Int>, _ matches: Bool) {
    let joins: Bool
    switch behavior {
    case .removed:
      if !matches { pieces.append(stretch) }
      return
    case .isolated: joins = false
    case .contiguous: joins = matches == lastMatched
    case .mergedWithPrevious: joins = matches && !lastMatched
    case .mergedWithNext: joins = !matches && lastMatched
    }
    lastMatched = matches
    // What was removed between two stretches keeps them apart.
    if joins, let last = pieces.last, last.upperBound == stretch.lowerBound {
      pieces[pieces.count - 1] = last.lowerBound..<stretch.upperBound
    } else {
      pieces.append(stretch)
    }
  }
}
