import Healing
import Model
import Tokenizers

/// What a model says in the contexts of a boundary's tree, asked for where it matters.
///
/// The model keeps what it said after each context (``BranchTree``), and appending to a prompt only
/// makes its stable tokens more. So a typed byte mostly chooses among what is known, and the model is
/// asked again only when contexts that carry weight are new: less often than once a keystroke.
struct ContextQuestions {
  private let boundary: Boundary
  private let model: any NextTokenModel
  /// Runs of the model.
  private(set) var passes = 0
  /// Tokens of the prefix that the model held already.
  private(set) var cached = 0
  /// For each context what the model says of the next token; nil where it was not asked.
  private(set) var next: [NextToken?]
  /// For each context the model's branch.
  private(set) var nodes: [Int?]
  /// For each context what crosses the prompt's end after it.
  private(set) var leaves: [LikelyTokens?]
  private let healer: Healer
  /// The part of the leaves' weight that is left out.
  private let tolerance: Double
  /// What is asked about.
  private let scope: Scope

  /// What of a boundary's tree is asked about, and when.
  enum Scope {
    /// All contexts that carry weight, each once it is known to.
    case all
    /// The same, but those of the prompt as it stands along with what is read for the first time: a
    /// decoder that does not heal runs them too, and a second pass takes longer than a wider one.
    case allAtOnce
    /// The same of a prompt that shorter ones may be asked about after.
    case allOfSeveral
    /// Only contexts that spell less than the prompt, since what follows its end does not matter;
    /// shorter prompts may be asked about after it.
    case leaves

    /// Whether what is known stays of use to a shorter prompt.
    var keepsShorter: Bool { self == .leaves || self == .allOfSeveral }
    /// Whether the prompt's own contexts are asked about in the first pass.
    var isAtOnce: Bool { self == .allAtOnce || self == .allOfSeveral }

    /// Whether what the model says after a context is wanted.
    func covers(_ context: CoveringTree.Context, of boundary: Boundary) -> Bool {
      self != .leaves || context.spelled < boundary.tail.count
    }
  }

  /// New tokens from which on contexts are asked about in the pass that reads them.
  private static let fewest = 4
  /// Contexts that are asked about so; most prompts have fewer.
  private static let mostAtOnce = 8
  /// Branches in a row that are left what they are where shorter prompts may follow.
  private static let fewestCommitted = 8
  /// Branches that are kept: one takes about a quarter of a megabyte.
  private static let mostBranches = 64

  /// Makes the model hold a prefix, and finds what it said before.
  ///
  /// - Parameters:
  ///   - boundary: Of the prompt.
  ///   - prefix: The tokens before the tree's root, at least one.
  ///   - model: Who is asked.
  ///   - healer: The vocabulary.
  ///   - tolerance: The part of the leaves' weight that may be left out.
  ///   - scope: What is asked about.
  ///   - isCancelled: Asked between the model's layers.
  /// - Throws: ``CompletionError``, also when cancelled.
  init(
    _ boundary: Boundary, after prefix: [TokenID], model: any NextTokenModel, _ healer: Healer,
    tolerance: Double, scope: Scope = .all, _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    (self.boundary, self.model) = (boundary, model)
    (self.healer, self.tolerance, self.scope) = (healer, tolerance, scope)
    let count = boundary.tree.contexts.count
    next = Array(repeating: nil, count: count)
    nodes = Array(repeating: nil, count: count)
    leaves = Array(repeating: nil, count: count)
    if let root = settle(on: prefix) {
      note(0, root)
    } else {
      try read(prefix, isCancelled)
    }
    for context in boundary.tree.contexts.indices.dropFirst() { find(context) }
  }

  /// Makes what the branches know of a prefix part of what was read; gives the node of its last token.
  private mutating func settle(on prefix: [TokenID]) -> Int? {
    let tree = model.branches
    guard 1...Self.mostBranches ~= tree.nodes.count, tree.start < prefix.count,
      model.tokens.prefix(tree.start).elementsEqual(prefix.prefix(tree.start))
    else { return nil }
    let path = tree.path(along: prefix[tree.start...])
    let known = tree.start + path.count
    if known < prefix.count {
      // Tokens drawn before may go on further than the branches.
      if zip(model.tokens, prefix).prefix(known + 1).count(where: { $0 == $1 }) <= known {
        model.commit(path: path)
      }
      return nil
    }
    cached = prefix.count
    if scope.keepsShorter && path.count <= Self.fewestCommitted { return path.last }
    model.commit(path: path.dropLast())
    return prefix.last.flatMap { model.branches.child(of: -1, $0) }
  }

  /// Reads a prefix; its last token is the root of the branches.
  private mutating func read(
    _ prefix: [TokenID], _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    guard let last = prefix.last else { throw .emptyPrompt }
    let common = zip(model.tokens, prefix.dropLast()).prefix { $0 == $1 }.count
    model.truncate(to: common)
    cached = common
    let missing = Array(prefix[common...].dropLast())
    var places: [Int: Int] = [:]
    var branches: [InferenceContext.BranchNode] = []
    for index in first(beside: missing.count) {
      let context = boundary.tree.contexts[index]
      places[index] = branches.count
      let parent = context.parent.flatMap { places[$0] } ?? -1
      branches.append(InferenceContext.BranchNode(parent: parent, token: context.token ?? last))
    }
    passes += 1
    do {
      try model.evaluate(branches: branches, after: missing, isCancelled: isCancelled)
    } catch { throw .model(error) }
    note(0, 0)
  }

  /// The contexts, parents first, to ask about in the pass that reads some tokens.
  private func first(beside missing: Int) -> [Int] {
    let all = boundary.tree.contexts.indices.filter(matters)
    // With many tokens to read a few more cost next to nothing.
    if missing >= Self.fewest { return Array(all.prefix(Self.mostAtOnce)) }
    guard scope.isAtOnce, var context = boundary.naiveContext else { return [0] }
    var path = [context]
    while let parent = boundary.tree.contexts[context].parent {
      path.append(parent)
      context = parent
    }
    return path.reversed()
  }

  /// Takes over what the model says after a context, if it was asked.
  private mutating func find(_ context: Int) {
    let place = boundary.tree.contexts[context]
    guard let parent = place.parent, let token = place.token, let before = nodes[parent],
      let node = model.branches.child(of: before, token)
    else { return }
    note(context, node)
  }

  /// Whether what the model says after a context is wanted.
  private func matters(_ context: Int) -> Bool {
    scope.covers(boundary.tree.contexts[context], of: boundary)
  }

  private mutating func note(_ context: Int, _ node: Int) {
    let answer = model.branches.nodes[node]
    let law = NextToken(logits: answer.logits, logTotal: answer.logTotal)
    nodes[context] = node
    next[context] = law
    if boundary.tree.contexts[context].leaves.count > 0 {
      leaves[context] = healer.likelyLeaves(
        of: context, in: boundary, law, tolerance: tolerance)
    }
  }

  /// Asks until what was not asked for has at most a part of the weight.
  ///
  /// - Parameters:
  ///   - tolerance: The part.
  ///   - followers: The part that it has together with contexts that spell all of the prompt: without
  ///     these it is not known what comes next, but what the leaves weigh is. Not less than the other.
  ///   - isCancelled: Asked between the model's layers.
  /// - Throws: ``CompletionError``, also when cancelled.
  mutating func ask(
    tolerance: Double, followers: Double, _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    while true {
      let (open, total) = openContexts()
      var chosen: [Int] = []
      choose(from: open, &chosen, atMost: followers * total) { _ in true }
      choose(from: open, &chosen, atMost: tolerance * total) {
        boundary.tree.contexts[$0].spelled < boundary.tail.count
      }
      if chosen.isEmpty { return }
      try run(chosen, isCancelled)
    }
  }

  /// Chooses the weightiest of some open contexts until the rest of them weighs little.
  private func choose(
    from open: [(context: Int, weight: Double)], _ chosen: inout [Int], atMost most: Double,
    where matters: (Int) -> Bool
  ) {
    let open = open.filter { matters($0.context) && !chosen.contains($0.context) }
    var rest = open.reduce(0) { $0 + $1.weight }
    for (context, weight) in open where rest > most && weight > 0 {
      chosen.append(context)
      rest -= weight
    }
  }

  /// The contexts that may be asked about next, the weightiest first, and a lower bound of the
  /// weight of all leaves.
  private func openContexts() -> (open: [(context: Int, weight: Double)], total: Double) {
    let weights = pathWeights
    let open = weights.indices.filter { next[$0] == nil && matters($0) }
      .map { (context: $0, weight: weights[$0]) }
    let (exact, crossing) = leafWeights
    return (open.sorted { $0.weight > $1.weight }, exact.values.reduce(crossing, +))
  }

  /// The weights of the leaves as far as the model was asked: of each that ends where the prompt ends,
  /// by its context, and of all that cross its end.
  var leafWeights: (exact: [Int: Double], crossing: Double) {
    let weights = pathWeights
    var (exact, crossing): ([Int: Double], Double) = ([:], 0)
    for (index, context) in boundary.tree.contexts.enumerated() {
      if context.spelled == boundary.tail.count { exact[index] = weights[index] }
      crossing += weights[index] * (leaves[index]?.mass ?? 0)
    }
    return (exact, crossing)
  }

  /// For each context the probability of its path; 0 where the model was not asked for it.
  private var pathWeights: [Double] {
    healer.pathWeights(in: boundary.tree) { next[$0]?.probability(of: $1) ?? 0 }
  }

  private mutating func run(
    _ contexts: [Int], _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    let branches = contexts.compactMap { context -> InferenceContext.BranchNode? in
      let place = boundary.tree.contexts[context]
      guard let parent = place.parent.flatMap({ nodes[$0] }), let token = place.token else {
        return nil
      }
      return InferenceContext.BranchNode(parent: parent, token: token)
    }
    passes += 1
    do {
      try model.grow(branches, isCancelled: isCancelled)
    } catch { throw .model(error) }
    for context in contexts { find(context) }
  }

  /// The model's branches that lead to a context, the prefix's last token first.
  func path(to context: Int) -> [Int] {
    var reversed: [Int] = []
    var current: Int? = context
    while let context = current {
      if let node = nodes[context] { reversed.append(node) }
      current = boundary.tree.contexts[context].parent
    }
    return reversed.reversed()
  }
}
