import Model
import Tokenizers

/// Branches to run in one pass, each once.
struct BranchBatch {
  /// The branches that are not there yet, parents first.
  private(set) var nodes: [InferenceContext.BranchNode] = []
  private let tree: BranchTree

  /// Begins after the branches there are.
  init(after tree: BranchTree) { self.tree = tree }

  /// The branch of a token after one that is there or in the batch.
  mutating func add(_ token: TokenID, after parent: Int) -> Int {
    let node = InferenceContext.BranchNode(parent: parent, token: token)
    if let known = tree.child(of: parent, token) { return known }
    if let place = nodes.firstIndex(of: node) { return tree.nodes.count + place }
    nodes.append(node)
    return tree.nodes.count + nodes.count - 1
  }
}
