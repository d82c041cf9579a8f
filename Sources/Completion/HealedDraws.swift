import Healing
import Model
import Tokenizers

extension Decoding {
  /// Draws what comes first from the exact law.
  mutating func drawExactly(
    after prefix: [TokenID], _ boundary: Boundary, _ healer: Healer, _ isCancelled: () -> Bool
  ) throws(CompletionError) -> Draw {
    let distributions = try weigh(boundary, after: prefix, isCancelled)
    let law = healer.firstEvents(
      after: boundary, distributions: distributions, ends: Array(completer.ends),
      followers: healer.followers(in: boundary, likelyIn: distributions))
    let weights = law.logarithms
    guard let choice = sampler.draw(weights.span) else { return Draw() }
    let event = law.events[choice]
    let context = boundary.tree.contexts[event.context]
    let isExact = context.spelled == boundary.tail.count
    let path = boundary.tree.path(of: event.context)
    result.healing.cover = isExact ? path : path + [event.token].compactMap(\.self)
    let mass = isExact ? law.weight(ofContext: event.context) : event.weight
    result.healing.probability = mass / law.total
    if options.logprobs { result.logprobs.append(Logits.log(event.weight / law.total)) }
    settle(on: event.context, in: boundary.tree)
    result.ids = path
    guard let token = event.token else { return Draw() }
    return Draw(
      token: token,
      text: completer.bytes(of: token).dropFirst(boundary.tail.count - context.spelled))
  }

  /// The model's distributions in all contexts of a boundary's tree.
  ///
  /// The last token of the prefix is the root of the batch, so that a prefix that was read before
  /// costs one pass in all.
  mutating func weigh(
    _ boundary: Boundary, after prefix: [TokenID], _ isCancelled: () -> Bool
  ) throws(CompletionError) -> [[Double]] {
    let contexts = boundary.tree.contexts
    guard contexts.count > 1, let last = prefix.last else {
      return [Logits.probabilities(try readPrompt(prefix, isCancelled))]
    }
    let missing = Array(prefix[reuse(prefix)...].dropLast())
    if !missing.isEmpty { _ = try read(missing, isCancelled) }
    let nodes = contexts.map {
      InferenceContext.BranchNode(parent: $0.parent ?? -1, token: $0.token ?? last)
    }
    result.usage.forwardPasses += 1
    do {
      let logits = try model.evaluate(branches: nodes, isCancelled: isCancelled)
      result.milliseconds.prefill = elapsed()
      return logits.map(Logits.probabilities)
    } catch { throw .model(error) }
  }

  /// Makes the branch that leads to a context part of what the model has read.
  private func settle(on context: Int, in tree: CoveringTree) {
    guard tree.contexts.count > 1 else { return }
    var path = [context]
    while let last = path.last, let parent = tree.contexts[last].parent { path.append(parent) }
    model.commit(path: path.reversed())
  }

  /// Draws the bytes that were taken back again, each token from those that agree with the rest.
  mutating func drawAgain(
    after prefix: [TokenID], _ boundary: Boundary, _ healer: Healer, _ isCancelled: () -> Bool
  ) throws(CompletionError) -> Draw {
    var logits = try readPrompt(prefix, isCancelled)
    var rest = boundary.tail[...]
    while !rest.isEmpty {
      let candidates = healer.tokens(compatibleWith: rest)
      let some = candidates.map { logits[Int($0)] }
      guard let choice = sampler.draw(some.span) else { return Draw() }
      let token = candidates[choice]
      result.healing.cover.append(token)
      result.healing.probability *= Logits.probability(of: choice, in: some)
      let bytes = completer.bytes(of: token)
      if bytes.count > rest.count {
        if options.logprobs { result.logprobs.append(Logits.logprob(of: Int(token), in: logits)) }
        return Draw(token: token, text: bytes.dropFirst(rest.count))
      }
      rest = rest.dropFirst(bytes.count)
      result.ids.append(token)
      if isCancelled() { throw .model(.cancelled) }
      logits = try read([token], isCancelled)
    }
    return draw(from: logits)
  }
}
