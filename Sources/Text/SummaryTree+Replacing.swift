extension SummaryTree {
  /// Replaces a range by the content of a leaf of any size.
  ///
  /// - Parameters:
  ///   - range: In the unit of `Summary.length`.
  ///   - replacement: The new content; may be empty or larger than a leaf of a tree.
  /// - Precondition: The range lies within `0..<summary.length`.
  /// - Complexity: O(log *n* + *m*) for *m* units replaced and put in.
  @inlinable
  package mutating func replace(_ range: Range<Int>, with replacement: Leaf) {
    precondition(
      0 <= range.lowerBound && range.upperBound <= summary.length,
      "\(range) is not within 0..<\(summary.length)")
    Self.replace(range, in: &root, with: replacement)
    while root.isOverfull {
      root = Node(children: root.split())
      height += 1
    }
    while case .branch(let children) = root.content, children.count == 1 {
      root = children[0]
      height -= 1
    }
  }

  /// Replaces a range of one subtree, which may come out overfull or underfull, never misshapen
  /// below its own top.
  @inlinable
  static func replace(_ range: Range<Int>, in node: inout Node, with replacement: Leaf) {
    // The content is taken out, so that an array that nobody else holds is changed in place.
    switch node.content {
    case .leaf(var leaf):
      node.content = .branch([])
      leaf.replace(range, with: replacement)
      node = Node(leaf)
    case .branch(var children):
      node.content = .branch([])
      replace(range, in: &children, with: replacement)
      node = Node(children: children)
    }
  }

  @inlinable
  static func replace(_ range: Range<Int>, in children: inout [Node], with replacement: Leaf) {
    // The last child that begins at or before the range, and the first that ends at or after it.
    var first = 0
    var firstStart = 0
    while first < children.count - 1,
      firstStart + children[first].summary.length <= range.lowerBound
    {
      firstStart += children[first].summary.length
      first += 1
    }
    var last = first
    var lastStart = firstStart
    while lastStart + children[last].summary.length < range.upperBound {
      lastStart += children[last].summary.length
      last += 1
    }

    let lower = range.lowerBound - firstStart
    if first == last {
      replace(lower..<range.upperBound - firstStart, in: &children[first], with: replacement)
    } else {
      let firstLength = children[first].summary.length
      replace(lower..<firstLength, in: &children[first], with: replacement)
      replace(0..<range.upperBound - lastStart, in: &children[last], with: Leaf())
      children.removeSubrange(first + 1..<last)
    }
    balance(&children, from: first, through: first == last ? first : first + 1)
  }

  /// Splits what is overfull and joins what is underfull among some children.
  @inlinable
  static func balance(_ children: inout [Node], from lower: Int, through upper: Int) {
    var index = lower
    var end = upper + 1
    while index < end {
      if children[index].isOverfull {
        let parts = children[index].split()
        children.replaceSubrange(index...index, with: parts)
        end += parts.count - 1
        index += parts.count
      } else if children[index].isUnderfull, 1 < children.count {
        let left = index == 0 ? 0 : index - 1
        let joined = Node.join(children[left], children[left + 1])
        children.replaceSubrange(left...left + 1, with: CollectionOfOne(joined))
        end = max(left + 1, end - 1)
        index = left
      } else {
        index += 1
      }
    }
  }
}

extension SummaryTree.Node {
  @inlinable
  var isOverfull: Bool {
    switch content {
    case .leaf(let leaf): leaf.size > Leaf.maximumSize
    case .branch(let children): children.count > SummaryTree.maximumFanout
    }
  }

  @inlinable
  var isUnderfull: Bool {
    switch content {
    case .leaf(let leaf): leaf.size < Leaf.maximumSize / 4
    case .branch(let children): children.count < SummaryTree.maximumFanout / 4
    }
  }

  /// Cuts an overfull node into nodes of the same height.
  @inlinable
  func split() -> [Self] {
    switch content {
    case .leaf(let leaf): leaf.split().map { Self($0) }
    case .branch(let children): SummaryTree.grouped(children)
    }
  }

  /// Joins two nodes of the same height; the result may be overfull.
  ///
  /// An only child may be underfull. As soon as it has siblings, it must not be.
  @inlinable
  static func join(_ first: Self, _ second: Self) -> Self {
    switch (first.content, second.content) {
    case (.leaf(var leaf), .leaf(let next)):
      leaf.append(next)
      return Self(leaf)
    case (.branch(var children), .branch(let next)):
      let seam = children.count
      children.append(contentsOf: next)
      guard 0 < seam, seam < children.count else { return Self(children: children) }
      SummaryTree.balance(&children, from: seam - 1, through: seam)
      return Self(children: children)
    default:
      preconditionFailure("joined nodes have the same height")
    }
  }
}
