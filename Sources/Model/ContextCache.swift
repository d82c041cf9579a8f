/// Contexts of one model that were used lately, so that a text is read on from where an earlier one
/// agrees with it.
///
/// Together the contexts are a prefix tree laid flat: a text that leaves an earlier one in the middle
/// gets a context of its own with a copy of what both have in common, so that neither document pushes
/// the other out. One thread at a time.
package final class ContextCache {
  private let workspace: Workspace
  private let parallelism: Parallelism
  private let byteLimit: Int
  /// Least recently used first.
  private var contexts: [InferenceContext] = []

  /// Makes an empty cache.
  ///
  /// - Parameters:
  ///   - model: The weights.
  ///   - byteLimit: Bytes of contexts to hold at most, looked at whenever one is asked for; one is
  ///     held whatever its size.
  ///   - parallelism: Who computes.
  package init(model: LanguageModel, byteLimit: Int, parallelism: Parallelism = .serial) {
    workspace = Workspace(model: model)
    self.byteLimit = byteLimit
    self.parallelism = parallelism
  }

  /// Bytes that the contexts hold.
  package var byteCount: Int { contexts.reduce(0) { $0 + $1.byteCount } }
  /// The number of contexts.
  package var count: Int { contexts.count }

  /// The context to read `tokens` with; it begins with as much of them as any context has.
  ///
  /// It stays the cache's: use it until the next call.
  package func context(for tokens: [UInt32]) -> InferenceContext {
    let common = contexts.map { $0.commonPrefix(with: tokens) }
    let best = common.indices.max { (common[$0], $0) < (common[$1], $1) }
    let context: InferenceContext
    if let best, Self.goesOn(contexts[best].tokens.count, common[best]) {
      context = contexts.remove(at: best)
    } else {
      context = InferenceContext(workspace: workspace, parallelism: parallelism)
      if let best, common[best] > 0 { context.copy(common[best], from: contexts[best]) }
    }
    contexts.append(context)
    let growth = context.byteCount(holding: tokens.count) - context.byteCount
    while contexts.count > 1, byteCount + growth > byteLimit { contexts.removeFirst() }
    return context
  }

  /// Forgets everything.
  package func removeAll() { contexts = [] }

  /// Whether a text is the one the context was reading: most of what it holds is common.
  private static func goesOn(_ held: Int, _ common: Int) -> Bool {
    held - common <= max(32, held / 4)
  }
}
