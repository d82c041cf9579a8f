import Healing
import Model
import Tokenizers

extension Completer {
  /// Asks a model in one pass what ``weigh(_:model:tolerance:isCancelled:)`` will ask it about several
  /// prompts, where these differ in their ends only.
  ///
  /// What they have in common is read once, and what follows it in each are branches of one tree. Does
  /// nothing where that tree would be large: then each prompt is read when it is weighed.
  ///
  /// - Parameters:
  ///   - prompts: Prepared for the first token.
  ///   - model: Where they are read.
  ///   - isCancelled: Asked between the model's layers.
  /// - Throws: ``CompletionError``, also when cancelled.
  package func askTogether(
    about prompts: [PreparedPrompt], model: any NextTokenModel,
    isCancelled: () -> Bool = { false }
  ) throws(CompletionError) {
    try check(model)
    let questions = prompts.compactMap { prompt in
      prompt.boundary.map { (prefix: prompt.prefix(capacity: model.capacity), boundary: $0) }
    }
    guard questions.count > 1, let first = questions.first else { return }
    let shared = questions.reduce(first.prefix[...]) { shared, question in
      shared.prefix(zip(shared, question.prefix).prefix { $0 == $1 }.count)
    }
    guard let last = shared.last else { return }
    var branches = [InferenceContext.BranchNode(parent: -1, token: last)]
    for (prefix, boundary) in questions {
      guard prefix.count - shared.count < Self.mostBranches else { return }
      var places = [0: 0]
      for token in prefix[shared.count...] {
        places[0] = Self.child(of: places[0, default: 0], token, in: &branches)
      }
      for (index, context) in boundary.tree.contexts.enumerated().dropFirst() {
        // What follows a leaf that ends where the prompt ends does not matter.
        guard context.spelled < boundary.tail.count, let token = context.token,
          let parent = context.parent.flatMap({ places[$0] })
        else { continue }
        places[index] = Self.child(of: parent, token, in: &branches)
      }
    }
    guard branches.count <= Self.mostBranches else { return }
    let held = zip(model.tokens, shared.dropLast()).prefix { $0 == $1 }.count
    model.truncate(to: held)
    do {
      try model.evaluate(
        branches: branches, after: Array(shared[held...].dropLast()), isCancelled: isCancelled)
    } catch { throw .model(error) }
  }

  /// Branches of one tree: as many as cost less than reading the prompts one by one.
  private static let mostBranches = 32

  private static func child(
    of parent: Int, _ token: TokenID, in branches: inout [InferenceContext.BranchNode]
  ) -> Int {
    let branch = InferenceContext.BranchNode(parent: parent, token: token)
    if let known = branches.firstIndex(of: branch) { return known }
    branches.append(branch)
    return branches.count - 1
  }
}
