import Healing
import Model
import Tokenizers

extension Decoding {
  /// Draws what comes first from the exact law.
  mutating func drawExactly(
    after prefix: [TokenID], _ boundary: Boundary, _ healer: Healer, _ isCancelled: () -> Bool
  ) throws(CompletionError) -> Draw {
    let (law, questions) = try law(after: prefix, boundary, healer, isCancelled)
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
    model.follow(path: questions.path(to: event.context))
    result.ids = path
    guard let token = event.token else { return Draw() }
    return Draw(
      token: token,
      text: completer.bytes(of: token).dropFirst(boundary.tail.count - context.spelled))
  }

  /// The exact law of what comes first, but for what ``CompletionOptions/tolerance`` leaves out.
  mutating func law(
    after prefix: [TokenID], _ boundary: Boundary, _ healer: Healer, _ isCancelled: () -> Bool
  ) throws(CompletionError) -> (FirstEvents, ContextQuestions) {
    var questions = try ContextQuestions(boundary, after: prefix, model: model, isCancelled)
    defer {
      result.usage.forwardPasses += questions.passes
      result.usage.cachedTokens = questions.cached
    }
    var tolerance = options.tolerance
    while true {
      try questions.ask(tolerance: tolerance, isCancelled)
      result.milliseconds.prefill = elapsed()
      let law = healer.firstEvents(
        after: boundary, distributions: questions.distributions, ends: Array(completer.ends),
        followers: healer.followers(in: boundary, likelyIn: questions.distributions))
      // What leaks after exact leaves counts for nothing.
      if law.open <= options.tolerance * law.total || tolerance == 0 { return (law, questions) }
      tolerance = tolerance < 1e-9 ? 0 : tolerance / 4
    }
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
