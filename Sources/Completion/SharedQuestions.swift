package import Healing
import Model
import Tokenizers

extension Completer {
  /// Asks a model in one pass what it will be asked about several prompts, where these differ in their
  /// ends only.
  ///
  /// What they have in common is read once, and what follows it in each are branches of one tree. Does
  /// nothing where that tree would be large: then each prompt is read when it is weighed.
  ///
  /// - Parameters:
  ///   - prompts: Prepared for the first token.
  ///   - other: The vocabulary they are to be weighed under; nil for the model's own, where what follows
  ///     a prompt's end does not matter.
  ///   - model: Where they are read.
  ///   - isCancelled: Asked between the model's layers.
  /// - Throws: ``CompletionError``, also when cancelled.
  package func askTogether(
    about prompts: [PreparedPrompt], under other: Healer? = nil, model: any NextTokenModel,
    isCancelled: () -> Bool = { false }
  ) throws(CompletionError) {
    try check(model)
    let scope: ContextQuestions.Scope = other == nil ? .leaves : .allOfSeveral
    let questions = prompts.compactMap { prompt in
      prompt.boundary.map { (prefix: prompt.prefix(capacity: model.capacity), boundary: $0) }
    }
    guard questions.count > 1, let first = questions.first else { return }
    let shared = questions.reduce(first.prefix[...]) { shared, question in
      shared.prefix(zip(shared, question.prefix).prefix { $0 == $1 }.count)
    }
    guard let last = shared.last else { return }
    var batch = BranchBatch(after: BranchTree())
    let root = batch.add(last, after: -1)
    for (prefix, boundary) in questions {
      guard prefix.count - shared.count < Self.mostBranches else { return }
      var node = root
      for token in prefix[shared.count...] { node = batch.add(token, after: node) }
      var places = [0: node]
      for (index, context) in boundary.tree.contexts.enumerated().dropFirst() {
        guard scope.covers(context, of: boundary), let token = context.token,
          let parent = context.parent.flatMap({ places[$0] })
        else { continue }
        places[index] = batch.add(token, after: parent)
      }
    }
    guard batch.nodes.count <= Self.mostBranches else { return }
    let held = zip(model.tokens, shared.dropLast()).prefix { $0 == $1 }.count
    model.truncate(to: held)
    do {
      try model.evaluate(
        branches: batch.nodes, after: Array(shared[held...].dropLast()), isCancelled: isCancelled)
    } catch { throw .model(error) }
  }

  /// Branches of one tree: as many as cost less than reading the prompts one by one.
  private static let mostBranches = 48
}
