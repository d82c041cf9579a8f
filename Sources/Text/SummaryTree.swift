/// What a subtree has summed up of the leaves below it: a monoid with one metric that measures
/// length.
@usableFromInline
package protocol TreeSummary: Sendable {
  /// The summary of nothing; `empty + x` and `x + empty` are `x`.
  static var empty: Self { get }

  /// The summary of two stretches that follow one another. Associative; need not be commutative.
  static func + (_ first: Self, _ second: Self) -> Self

  /// The length in the tree's own unit, in which ranges are given. Additive.
  var length: Int { get }
}

/// The payload of a ``SummaryTree``: a short run that can be cut, joined and summed up.
@usableFromInline
package protocol TreeLeaf: Sendable {
  associatedtype Summary: TreeSummary

  /// The run of nothing.
  init()

  /// The size in units of storage, which is what balance is about; unlike `Summary.length`.
  var size: Int { get }

  /// The size that a leaf of a tree does not exceed.
  static var maximumSize: Int { get }

  /// The sum of what is in the leaf. O(size).
  func summarize() -> Summary

  /// Replaces a range, given in the unit of `Summary.length`, by the content of another leaf of
  /// any size.
  mutating func replace(_ range: Range<Int>, with replacement: Self)

  /// Appends the content of the leaf that follows.
  mutating func append(_ next: Self)

  /// The nearest place to an offset in storage at which the content may be cut; for `size`, `size`.
  func cut(near offset: Int) -> Int

  /// The content of a range of storage whose ends are places to cut at.
  func part(_ range: Range<Int>) -> Self
}

extension TreeLeaf {
  /// Cuts a leaf into consecutive ones of about equal size, none larger than the maximum.
  ///
  /// Where the content forbids a cut, a leaf may come out a few units larger.
  @inlinable
  package func split() -> [Self] {
    let filled = Self.maximumSize * 3 / 4
    let count = max(2, (size + filled - 1) / filled)
    var leaves: [Self] = []
    leaves.reserveCapacity(count)
    var start = 0
    for part in 1...count {
      let end = max(start, cut(near: size * part / count))
      if start < end { leaves.append(self.part(start..<end)) }
      start = end
    }
    return leaves
  }
}

/// A persistent balanced tree of leaves, whose nodes carry the sums of what is below them.
///
/// A copy costs nothing and shares everything; a replacement rebuilds one path (two where the range
/// spans leaves) and leaves every older copy as it was. Where no older copy is held, the path is
/// changed in place.
///
/// This is a B-tree whose keys are sums (a *rope* when the leaves are text). Sources: Bayer and
/// McCreight 1972 for the balance; Boehm, Atkinson and Plass, "Ropes: an alternative to strings",
/// 1995; Hinze and Paterson, "Finger trees", 2006, for measuring by a monoid.
///
/// Invariant: all leaves stand at the same depth; every node but the root has between
/// `maximumFanout / 4` and `maximumFanout` children; every leaf but an only one has between a
/// quarter of the leaf's maximum size and that maximum; every summary is the sum of what is below.
@usableFromInline
package struct SummaryTree<Leaf: TreeLeaf>: Sendable {
  @usableFromInline var root: Node

  /// The number of branch levels above the leaves.
  @usableFromInline var height: Int

  /// A subtree together with its sum.
  ///
  /// The sums of a branch's children stand side by side in one array, so that a search reads one
  /// stretch of memory a level.
  @usableFromInline
  struct Node: Sendable {
    @usableFromInline var summary: Leaf.Summary
    @usableFromInline var content: Content

    @inlinable
    init(_ leaf: Leaf) {
      summary = leaf.summarize()
      content = .leaf(leaf)
    }

    @inlinable
    init(children: [Node]) {
      summary = children.reduce(Leaf.Summary.empty) { $0 + $1.summary }
      content = .branch(children)
    }
  }

  @usableFromInline
  enum Content: Sendable {
    case leaf(Leaf)
    case branch([Node])
  }

  /// The number of children that a branch does not exceed.
  ///
  /// Sixteen: wider nodes make an edit beside a held snapshot copy (and retain) more, narrower ones
  /// make the tree deeper.
  @inlinable static var maximumFanout: Int { 16 }

  /// A tree of one empty leaf.
  @inlinable
  package init() {
    root = Node(Leaf())
    height = 0
  }

  /// A tree of the content of a leaf of any size.
  ///
  /// - Complexity: O(*n*).
  @inlinable
  package init(_ content: Leaf) {
    self.init(leaves: content.size <= Leaf.maximumSize ? [content] : content.split())
  }

  /// A tree of leaves that are in order and of proper size.
  ///
  /// - Complexity: O(*n*).
  @inlinable
  package init(leaves: [Leaf]) {
    self.init()
    guard !leaves.isEmpty else { return }
    var level = leaves.map { Node($0) }
    while level.count > 1 {
      level = Self.grouped(level)
      height += 1
    }
    root = level[0]
  }

  /// The sum of everything.
  @inlinable package var summary: Leaf.Summary { root.summary }
}

extension SummaryTree {
  /// Groups nodes of one level into as few parents as keep them about three quarters full.
  @inlinable
  static func grouped(_ nodes: [Node]) -> [Node] {
    let filled = maximumFanout * 3 / 4
    let groups = nodes.count <= maximumFanout ? 1 : (nodes.count + filled - 1) / filled
    return (0..<groups).map { group in
      Node(
        children: Array(nodes[nodes.count * group / groups..<nodes.count * (group + 1) / groups]))
    }
  }
}
