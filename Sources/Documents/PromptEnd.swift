package import Text

extension DocumentTree {
  /// The last firm boundary (see ``FirmBoundary``) before an offset whose next character stands
  /// before the offset too, or the text's start.
  ///
  /// What stands before it is encoded alike whatever follows the offset, so that whoever looks at
  /// the end of a prompt need read no further back.
  ///
  /// - Complexity: O(log *n* + *m*) for the *m* bytes between.
  package func firmBoundary(before offset: Int) -> Int {
    guard offset > 0 else { return 0 }
    let last = scalarStart(atOrBefore: offset - 1)
    return window(around: last..<offset).range.lowerBound
  }
}
