import Completion
import Model
import TestSupport

/// An integer model at a place in a text.
final class IntegerContext: NextTokenModel {
  let model: any IntegerModel
  let vocabularySize: Int
  let capacity: Int
  private(set) var tokens: [UInt32] = []
  private var branches: [InferenceContext.BranchNode] = []
  /// Tokens that were run, branches included.
  private(set) var evaluations = 0

  init(_ model: any IntegerModel, vocabularySize: Int, capacity: Int = 1000) {
    (self.model, self.vocabularySize, self.capacity) = (model, vocabularySize, capacity)
  }

  func truncate(to count: Int) { tokens.removeLast(tokens.count - count) }

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
    branches: [InferenceContext.BranchNode], isCancelled: () -> Bool
  ) throws(ModelError) -> [[Float]] {
    if isCancelled() { throw .cancelled }
    self.branches = branches
    evaluations += branches.count
    return branches.indices.map { logits(after: tokens + path(to: $0)) }
  }

  func commit(path: [Int]) { tokens += path.map { branches[$0].token } }

  private func path(to node: Int) -> [UInt32] {
    var reversed: [UInt32] = []
    var current = node
    while current >= 0 {
      reversed.append(branches[current].token)
      current = branches[current].parent
    }
    return reversed.reversed()
  }

  private func logits(after tokens: [UInt32]) -> [Float] {
    model.distribution(after: tokens).map { Float($0.logarithm) }
  }
}
