package import Model

/// A language model at a place in a text, as far as decoding needs it.
///
/// ``InferenceContext`` is one; tests have others whose laws are known exactly.
package protocol NextTokenModel: AnyObject {
  /// The number of logits.
  var vocabularySize: Int { get }
  /// The tokens there is room for.
  var capacity: Int { get }
  /// What was read so far.
  var tokens: [UInt32] { get }
  /// Forgets all tokens but the first `count`.
  func truncate(to count: Int)
  /// Reads tokens, at least one; gives the logits of what follows the last, (V).
  func append(tokens: [UInt32], isCancelled: () -> Bool) throws(ModelError) -> [Float]
  /// Runs a tree of branches in one batch without changing what was read; gives the logits of what
  /// follows each node, (V).
  func evaluate(
    branches: [InferenceContext.BranchNode], isCancelled: () -> Bool
  ) throws(ModelError) -> [[Float]]
  /// Makes nodes of the tree evaluated last part of what was read.
  func commit(path: [Int])
}

extension InferenceContext: NextTokenModel {
  package var vocabularySize: Int { model.configuration.vocabularySize }

  package func append(
    tokens: [UInt32], isCancelled: () -> Bool
  ) throws(ModelError) -> [Float] {
    try append(tokens, isCancelled: isCancelled)
  }

  package func evaluate(
    branches: [BranchNode], isCancelled: () -> Bool
  ) throws(ModelError) -> [[Float]] {
    try evaluate(tree: branches, isCancelled: isCancelled)
  }
}
