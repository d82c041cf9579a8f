import Completion
import Model
import TestSupport

/// An integer model at a place in a text.
final class IntegerContext: NextTokenModel {
  let model: any IntegerModel
  let vocabularySize: Int
  let capacity: Int
  private(set) var tokens: [UInt32] = []
  private(set) var branches = BranchTree()
  /// Tokens that were run, branches included.
  private(set) var evaluations = 0

  init(_ model: any IntegerModel, vocabularySize: Int, capacity: Int = 1000) {
    (self.model, self.vocabularySize, self.capacity) = (model, vocabularySize, capacity)
  }

  /// Tokens that were read for good and forgotten.
  private(set) var forgotten = 0

  func truncate(to count: Int) {
    forgotten += tokens.count - count
    tokens.removeLast(tokens.count - count)
    if count < branches.start { branches = BranchTree() }
  }

  func append(tokens new: [UInt32], isCancelled: () -> Bool) throws(ModelError) -> [Float] {
    if isCancelled() { throw .cancelled }
    guard tokens.count + new.count <= capacity else {
      throw .contextOverflow(needed: tokens.count + new.count, capacity: capacity)
    }
    tokens += new
    evaluations += new.count
    return logits(after: tokens)
  }

  func evaluate(
    branches: [InferenceContext.BranchNode], after new: [UInt32], isCancelled: () -> Bool
  ) throws(ModelError) {
    if !new.isEmpty { _ = try append(tokens: new, isCancelled: isCancelled) }
    self.branches = BranchTree(start: tokens.count)
    try grow(branches, isCancelled: isCancelled)
  }

  func grow(
    _ more: [InferenceContext.BranchNode], isCancelled: () -> Bool
  ) throws(ModelError) {
    if isCancelled() { throw .cancelled }
    evaluations += more.count
    for node in more {
      let text = tokens[..<branches.start] + tokens(to: node.parent) + [node.token]
      branches.add(node, logits: logits(after: Array(text)))
    }
  }

  func forgetBranches(from count: Int) { branches.truncate(to: count) }

  func follow(path: [Int]) {
    tokens = tokens[..<branches.start] + path.map { branches.nodes[$0].token }
  }

  func commit(path: [Int]) {
    follow(path: path)
    _ = branches.reroot(path)
  }

  private func tokens(to node: Int) -> [UInt32] {
    var reversed: [UInt32] = []
    var current = node
    while current >= 0 {
      reversed.append(branches.nodes[current].token)
      current = branches.nodes[current].parent
    }
    return reversed.reversed()
  }

  private func logits(after tokens: [UInt32]) -> [Float] {
    model.distribution(after: tokens).map { Float($0.logarithm) }
  }
}
