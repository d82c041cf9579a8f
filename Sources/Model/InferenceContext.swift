/// A model at a place in a text: the tokens read so far and their keys and values.
///
/// One thread at a time. The logits for a sequence are the same bits however the sequence was
/// handed in: token by token, in blocks, through a branch that was committed, on any number of
/// threads.
package final class InferenceContext {
  /// The model that is run.
  package let model: LanguageModel
  /// Positions there is room for, at most the model's context length.
  package let capacity: Int
  /// What the cache holds.
  package private(set) var tokens: [UInt32] = []

  /// Makes an empty context.
  ///
  /// - Parameters:
  ///   - model: The weights.
  ///   - capacity: Positions to make room for; the model's context length if nil or larger.
  ///   - parallelism: Who computes.
  package init(
    model: LanguageModel, capacity: Int? = nil, parallelism: Parallelism = .serial
  ) {
    self.model = model
    self.capacity = min(capacity ?? .max, model.configuration.contextLength)
  }

  /// Bytes of keys and values held.
  package var byteCount: Int { 0 }

  /// Forgets all tokens but the first `count`, in constant time.
  package func truncate(to count: Int) {
    precondition(count <= tokens.count, "cannot truncate \(tokens.count) tokens to \(count)")
    tokens.removeLast(tokens.count - count)
  }

  /// Reads tokens and returns the logits of what follows the last.
  ///
  /// - Parameters:
  ///   - newTokens: At least one.
  ///   - isCancelled: Asked before every layer; on true the call throws ``ModelError/cancelled``.
  ///     Blocks of tokens that were finished by then stay.
  /// - Returns: Logits, (V).
  /// - Throws: ``ModelError/cancelled``, ``ModelError/contextOverflow(needed:capacity:)`` or
  ///   ``ModelError/invalidToken(id:vocabularySize:)``.
  package func append(
    _ newTokens: some Collection<UInt32>, isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> [Float] {
    throw .cancelled
  }

  /// Makes the context hold exactly `target`, reusing the prefix both have in common.
  ///
  /// - Returns: The logits after the last token, (V), and how many tokens were reused. The last
  ///   token is always run, since its logits are wanted.
  package func read(
    _ target: [UInt32], isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> (logits: [Float], reused: Int) {
    throw .cancelled
  }

  /// Reads tokens and hands out the logits after each, block by block.
  ///
  /// - Parameters:
  ///   - newTokens: Any number.
  ///   - isCancelled: As in ``append(_:isCancelled:)``.
  ///   - deliver: Called in order with the index of the token in `newTokens` and the logits of what
  ///     follows it, (V); they are valid during the call only.
  /// - Throws: As ``append(_:isCancelled:)``.
  package func appendAll(
    _ newTokens: some Collection<UInt32>, isCancelled: () -> Bool = { false },
    deliver: (_ index: Int, _ logits: Span<Float>) -> Void
  ) throws(ModelError) {
    throw .cancelled
  }

  /// A token after the end of the cache or after another node.
  package struct BranchNode: Equatable, Sendable {
    /// The index of the node before this one, which must be smaller; -1 is the end of the cache.
    package var parent: Int
    /// The token.
    package var token: UInt32

    /// Makes a node.
    package init(parent: Int, token: UInt32) {
      self.parent = parent
      self.token = token
    }
  }

  /// Runs a tree of branches in one batch; each node sees the cache and its own ancestors.
  ///
  /// The cache itself does not change. The nodes' keys and values are kept until the next call that
  /// changes the context, for ``commit(path:)``.
  ///
  /// - Returns: For each node the logits of what follows it, (V).
  /// - Throws: As ``append(_:isCancelled:)``.
  package func evaluate(
    tree: [BranchNode], isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> [[Float]] {
    throw .cancelled
  }

  /// Makes nodes of the tree evaluated last part of the cache, without computing them again.
  ///
  /// - Parameter path: Node indices, each the child of the one before, the first a child of the end
  ///   of the cache.
  /// - Precondition: Such a path of the tree of the last ``evaluate(tree:isCancelled:)``, with
  ///   nothing in between.
  package func commit(path: [Int]) {}
}
