/// Ways in which a text may go on that a model has been asked about: a tree of tokens with what the
/// model says after each.
package struct BranchTree: Sendable {
  /// A token after the text or after another node.
  package struct Node: Sendable {
    /// The index of the node before; -1 is the text.
    package fileprivate(set) var parent: Int
    /// The token.
    package let token: UInt32
    /// The logits of what follows, (V).
    package let logits: [Float]
    /// The natural logarithm of the sum of their exponentials.
    package let logTotal: Double
  }

  /// The number of tokens of the text that the branches hang on.
  package private(set) var start = 0
  /// The nodes, parents before children.
  package private(set) var nodes: [Node] = []

  /// Bytes of the logits.
  var byteCount: Int { nodes.reduce(0) { $0 + $1.logits.count * MemoryLayout<Float>.stride } }

  /// A tree without nodes.
  package init(start: Int = 0) { self.start = start }

  /// Adds a node.
  ///
  /// - Parameters:
  ///   - branch: Its place.
  ///   - logits: What follows it, (V).
  ///   - kernels: The instruction set.
  package mutating func add(
    _ branch: InferenceContext.BranchNode, logits: [Float], kernels: Kernels = .best
  ) {
    nodes.append(
      Node(
        parent: branch.parent, token: branch.token, logits: logits,
        logTotal: kernels.logTotal(logits)))
  }

  /// The node of a token after a node; nil if it is not in the tree.
  ///
  /// - Complexity: O(nodes)
  package func child(of parent: Int, _ token: UInt32) -> Int? {
    nodes.firstIndex { $0.parent == parent && $0.token == token }
  }

  /// The nodes along some tokens from the text on, as far as there are any.
  package func path(along tokens: some Sequence<UInt32>) -> [Int] {
    var path: [Int] = []
    for token in tokens {
      guard let next = child(of: path.last ?? -1, token) else { break }
      path.append(next)
    }
    return path
  }

  /// Forgets the nodes from a number on.
  package mutating func truncate(to count: Int) { nodes.removeLast(nodes.count - count) }

  /// Makes a path part of the text and keeps what hangs on it.
  ///
  /// - Returns: The indices the nodes had that are left, in order.
  package mutating func reroot(_ path: [Int]) -> [Int] {
    guard let root = path.last else { return Array(nodes.indices) }
    var places: [Int: Int] = [root: -1]
    var kept: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard let parent = places[node.parent] else { continue }
      places[index] = kept.count
      nodes[index].parent = parent
      kept.append(index)
    }
    nodes = kept.map { nodes[$0] }
    start += path.count
    return kept
  }
}
