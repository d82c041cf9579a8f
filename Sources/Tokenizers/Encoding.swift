/// The tokens of a text and where each came from.
package struct Encoding: Equatable, Sendable {
  package var ids: [TokenID] = []
  /// For each token its bytes in the original text; empty for tokens that a template added.
  package var ranges: [Range<Int>] = []

  package init(ids: [TokenID] = [], ranges: [Range<Int>] = []) {
    self.ids = ids
    self.ranges = ranges
  }
}
