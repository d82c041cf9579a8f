extension SummaryTree {
  /// Finds the first leaf at whose end a growing measure passes a target.
  ///
  /// - Parameter isPast: Whether the sum of everything up to and including some leaf is past the
  ///   place looked for. Once true, it must stay true for every longer stretch.
  /// - Returns: That leaf, or the last one where there is none, and the sum of all before it.
  /// - Complexity: O(log *n*).
  @inlinable
  package func firstLeaf(where isPast: (Leaf.Summary) -> Bool) -> (
    leaf: Leaf, before: Leaf.Summary
  ) {
    var before = Leaf.Summary.empty
    var content = root.content
    while true {
      switch content {
      case .leaf(let leaf):
        return (leaf, before)
      case .branch(let children):
        var index = 0
        while true {
          let through = before + children[index].summary
          if index == children.count - 1 || isPast(through) { break }
          before = through
          index += 1
        }
        content = children[index].content
      }
    }
  }

  /// Calls a closure with each leaf that a range touches, and its start.
  ///
  /// - Complexity: O(log *n* + *m*) for *m* leaves.
  @inlinable
  package func forEachLeaf(
    in range: Range<Int>, _ body: (_ leaf: Leaf, _ start: Int) -> Void
  ) {
    Self.visit(range, of: root, start: 0, descendsIntoWhole: true) { part in
      if case .part(let leaf, let start) = part { body(leaf, start) }
    }
  }

  /// A part of a range: a subtree that lies within it, or a leaf that it touches.
  @usableFromInline
  package enum Part {
    /// The sum of a subtree that lies within the range.
    case whole(Leaf.Summary)

    /// A leaf that reaches over an end of the range, and where the leaf starts.
    case part(Leaf, start: Int)
  }

  /// Calls a closure with sums and leaves that make up a range, left to right.
  ///
  /// - Complexity: O(log *n*): at most two leaves are parts.
  @inlinable
  package func forEachPart(in range: Range<Int>, _ body: (Part) -> Void) {
    Self.visit(range, of: root, start: 0, descendsIntoWhole: false, body)
  }

  @inlinable
  static func visit(
    _ range: Range<Int>, of node: Node, start: Int, descendsIntoWhole: Bool,
    _ body: (Part) -> Void
  ) {
    let isWhole =
      range.lowerBound <= start && start + node.summary.length <= range.upperBound
    if isWhole, !descendsIntoWhole { return body(.whole(node.summary)) }
    switch node.content {
    case .leaf(let leaf):
      body(.part(leaf, start: start))
    case .branch(let children):
      var start = start
      for child in children {
        let end = start + child.summary.length
        if range.upperBound <= start { break }
        if range.lowerBound < end {
          visit(range, of: child, start: start, descendsIntoWhole: descendsIntoWhole, body)
        }
        start = end
      }
    }
  }

  /// Checks the invariant of the whole tree, for tests.
  ///
  /// - Parameter check: A further check of each leaf against the summary that the tree holds of it.
  /// - Returns: What is wrong, or nil.
  package func brokenInvariant(_ check: (Leaf, Leaf.Summary) -> String?) -> String? {
    Self.brokenInvariant(of: root, height: height, isRoot: true, check)
  }

  private static func brokenInvariant(
    of node: Node, height: Int, isRoot: Bool, _ check: (Leaf, Leaf.Summary) -> String?
  ) -> String? {
    if node.isOverfull { return "an overfull node at height \(height)" }
    if node.isUnderfull, !isRoot { return "an underfull node at height \(height)" }
    switch node.content {
    case .leaf(let leaf):
      return height == 0 ? check(leaf, node.summary) : "a leaf at height \(height)"
    case .branch(let children):
      if height == 0 { return "a branch at height 0" }
      if isRoot, children.count < 2 { return "a root with \(children.count) children" }
      if children.reduce(0, { $0 + $1.summary.length }) != node.summary.length {
        return "a wrong sum at height \(height)"
      }
      for child in children {
        if let broken = brokenInvariant(of: child, height: height - 1, isRoot: false, check) {
          return broken
        }
      }
      return nil
    }
  }
}
