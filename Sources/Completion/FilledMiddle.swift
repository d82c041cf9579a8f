import Healing
import Model
import Tokenizers

extension Decoding {
  /// Finds what goes between the prompt and the text behind it.
  ///
  /// Nothing where the suffix is not to be weighed with this prompt: then it is completed as if nothing
  /// stood behind it.
  ///
  /// - Parameters:
  ///   - suffix: The text behind it.
  ///   - prefix: The tokens to read first.
  ///   - isCancelled: Asked between the model's layers.
  /// - Returns: The text between; nil where none could be weighed.
  /// - Throws: ``CompletionError``, also when cancelled.
  mutating func fill(
    before suffix: Suffix, after prefix: [TokenID], _ isCancelled: () -> Bool
  ) throws(CompletionError) -> [UInt8]? {
    guard options.healing == .exact, let boundary = prepared.boundary, let healer = completer.healer
    else { return nil }
    // What the prompt weighs is known without the improbable of what follows it.
    let (law, questions) = try law(
      after: prefix, boundary, healer, tolerance: suffix.tolerance, tokens: 0.05, isCancelled)
    guard let root = questions.nodes[0], law.cover > 0 else { return nil }
    let branches = model.branches.nodes.count
    defer { model.forgetBranches(from: branches) }
    let weighed = suffix.weighed
    var search = MiddleSearch(
      before: weighed, completer, healer, model: model, width: suffix.width, stop: options.stop)
    for event in law.likeliest(search.likeliest) {
      guard let token = event.token, let node = questions.nodes[event.context] else { continue }
      let spelled = boundary.tail.count - boundary.tree.contexts[event.context].spelled
      search.add(token, from: spelled, after: node, weight: event.weight / law.cover)
    }
    // Encoded again, a middle may have more tokens than it was found with.
    let room = model.capacity - model.branches.start - boundary.tail.count - weighed.count
    try search.run(
      depth: min(options.maxTokens, suffix.depth, max(0, room / 2)), isCancelled)
    let middles = search.hints.filter { !$0.key.isEmpty }
      .sorted {
        $0.value == $1.value ? $0.key.lexicographicallyPrecedes($1.key) : $0.value > $1.value
      }
      .prefix(suffix.candidates).map(\.key)
    // The last is nothing at all, which is weighed for comparison.
    var weights = ContinuationWeights(
      (middles + [[]]).map { $0 + weighed }, behind: boundary, root: root, model: model, healer,
      tolerance: suffix.tolerance)
    let all = middles.indices
    try weights.resolve(all.upperBound..<all.upperBound + 1, greatestOnly: true, isCancelled)
    try weights.resolve(
      all, greatestOnly: options.sampling.temperature == 0, isCancelled)
    result.usage.forwardPasses += search.passes + weights.passes
    let logarithms = weights.lanes.map { Logits.log(($0?.certain ?? 0) / law.cover) }
    let empty = logarithms[all.upperBound]
    guard let choice = sampler.draw(logarithms[all].map { Float($0) }) else { return nil }
    var filled = CompletionResult.Middle(suffixBytes: weighed.count, candidates: middles.count)
    filled.logprob = logarithms[choice]
    filled.emptyLogprob = empty.isFinite ? empty : nil
    note(weights.lanes[choice]?.tokens ?? [], middles[choice].count, boundary, &filled)
    result.middle = filled
    return middles[choice]
  }

  /// Notes the tokens that spell the prompt's end, the middle and, with the last, some of the suffix.
  private mutating func note(
    _ tokens: [TokenID], _ middle: Int, _ boundary: Boundary,
    _ filled: inout CompletionResult.Middle
  ) {
    var spelled = 0
    for token in tokens where spelled < boundary.tail.count + middle {
      let isCover = spelled < boundary.tail.count
      spelled += completer.bytes(of: token).count
      result.ids.append(token)
      if isCover { result.healing.cover.append(token) }
      if spelled > boundary.tail.count { result.usage.completionTokens += 1 }
    }
    filled.reach = spelled - boundary.tail.count - middle
  }
}

extension FirstEvents {
  /// The most probable events, most probable first.
  fileprivate func likeliest(_ count: Int) -> ArraySlice<Event> {
    // Of thousands of events most have next to nothing.
    let some = events.filter { $0.weight > 1e-4 * total }
    let enough = some.count < count ? events : some
    return enough.sorted { $0.weight > $1.weight }.prefix(count)
  }
}
