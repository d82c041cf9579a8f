package import PromptFormats
package import Text

/// The template holes of a document, kept under edits.
///
/// A hole never spans lines, so that an edit can only make or break holes in the lines it touches.
///
/// Invariant: the holes are those of the whole text, in order.
package struct HoleList: Sendable {
  package private(set) var holes: [Hole]

  /// Finds the holes of a document.
  ///
  /// - Complexity: O(*n*).
  package init(in text: DocumentTree) {
    holes = Hole.all(in: text.bytes[...])
  }

  /// Follows an edit that was applied to the document.
  ///
  /// - Complexity: O(*k* + *m*) for *k* holes and lines of *m* bytes that the edit touched.
  package mutating func update(after edit: TextEdit, in text: DocumentTree) {
    let lower = text.range(ofLine: text.line(at: edit.newRange.lowerBound)).lowerBound
    let upper = text.range(ofLine: text.line(at: edit.newRange.upperBound)).upperBound
    let grown = edit.newBytes.count - edit.range.count
    let first = holes.partition(from: lower)
    let last = holes.partition(from: upper - grown)
    if grown != 0 {
      for index in last..<holes.count { holes[index].move(by: grown) }
    }
    let found = Hole.all(in: text.bytes(in: lower..<upper)[...]).map { $0.moved(by: lower) }
    holes.replaceSubrange(first..<last, with: found)
  }

  /// The holes that lie in a range.
  package func holes(in range: Range<Int>) -> ArraySlice<Hole> {
    holes[holes.partition(from: range.lowerBound)..<holes.partition(from: range.upperBound)]
  }
}

extension [Hole] {
  /// The index of the first hole that begins at or after an offset.
  fileprivate func partition(from offset: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      (low, high) =
        self[middle].range.lowerBound < offset ? (middle + 1, high) : (low, middle)
    }
    return low
  }
}

extension Hole {
  fileprivate mutating func move(by distance: Int) {
    range = range.lowerBound + distance..<range.upperBound + distance
  }

  fileprivate func moved(by distance: Int) -> Hole {
    var hole = self
    hole.move(by: distance)
    return hole
  }
}
