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
  /// What may come after the first tokens, as far as it was asked for.
  var branches: BranchTree { get }
  /// Reads tokens for good and runs branches after them, in place of those of before.
  func evaluate(
    branches: [InferenceContext.BranchNode], after tokens: [UInt32], isCancelled: () -> Bool
  ) throws(ModelError)
  /// Runs more branches; parents are numbered as in ``branches``.
  func grow(
    _ branches: [InferenceContext.BranchNode], isCancelled: () -> Bool
  ) throws(ModelError)
  /// Forgets the branches from a number on.
  func forgetBranches(from count: Int)
  /// Goes on with nodes after the tokens that the branches hang on; the branches stay.
  func follow(path: [Int])
  /// Makes nodes part of what was read, for good.
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
    branches: [BranchNode], after tokens: [UInt32], isCancelled: () -> Bool
  ) throws(ModelError) {
    try evaluate(tree: branches, after: tokens, isCancelled: isCancelled)
  }
}
