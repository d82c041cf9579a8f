import Healing
import Model
import Tokenizers

extension Decoding {
  /// Draws what comes first from the exact law.
  mutating func drawExactly(
    after prefix: [TokenID], _ boundary: Boundary, _ healer: Healer, _ isCancelled: () -> Bool
  ) throws(CompletionError) -> Draw {
    // The most probable event is known long before the others are.
    let isGreedy = options.sampling.temperature == 0
    let (law, questions) = try law(
      after: prefix, boundary, healer, tolerance: max(options.tolerance, isGreedy ? 1e-3 : 0),
      greatestOnly: isGreedy && !options.logprobs, scope: .allAtOnce, isCancelled)
    let weights = law.logarithms
    guard let choice = sampler.draw(weights.span) else { return Draw() }
    let event = law.events[choice]
    let context = boundary.tree.contexts[event.context]
    let isExact = context.spelled == boundary.tail.count
    let path = boundary.tree.path(of: event.context)
    result.healing.cover = isExact ? path : path + [event.token].compactMap(\.self)
    result.healing.probability =
      (isExact ? law.exact[event.context, default: 0] : event.weight) / law.cover
    if options.logprobs { result.logprobs.append(Logits.log(event.weight / law.total)) }
    model.follow(path: questions.path(to: event.context))
    result.ids = path
    guard let token = event.token else { return Draw() }
    return Draw(
      token: token,
      text: completer.bytes(of: token).dropFirst(boundary.tail.count - context.spelled))
  }

  /// The law of what comes first: the exact one, but for a small part.
  ///
  /// Whatever the tolerance, the most probable event is the exact law's.
  ///
  /// With `tokens` the end of the text is no event, and of the tokens after the prompt's own that part
  /// may be left out, whatever the tolerance.
  mutating func law(
    after prefix: [TokenID], _ boundary: Boundary, _ healer: Healer, tolerance: Double,
    tokens: Double? = nil, greatestOnly: Bool = false, scope: ContextQuestions.Scope = .all,
    _ isCancelled: () -> Bool
  ) throws(CompletionError) -> (FirstEvents, ContextQuestions) {
    // Most of it for contexts that are not asked about, the rest for tokens that are not looked at.
    var part = tolerance * 15 / 16
    // The most probable event is often known before it is known what follows the prompt's own tokens.
    var followers = greatestOnly ? max(part, 0.5) : part
    var questions = try ContextQuestions(
      boundary, after: prefix, model: model, healer, tolerance: tolerance / 16, scope: scope,
      isCancelled)
    defer {
      result.usage.forwardPasses += questions.passes
      result.usage.cachedTokens = questions.cached
    }
    while true {
      try questions.ask(tolerance: part, followers: followers, isCancelled)
      result.milliseconds.prefill = elapsed()
      let ends = tokens == nil ? Array(completer.ends) : []
      let law =
        tolerance > 0
        ? healer.likelyEvents(
          after: boundary, next: questions.next, leaves: questions.leaves, ends: ends,
          tolerance: tokens ?? tolerance / 16, greatestOnly: greatestOnly)
        : healer.firstEvents(
          after: boundary,
          distributions: questions.next.map { $0.map { Logits.probabilities($0.logits) } },
          ends: ends, followers: healer.followers(in: boundary))
      // What leaks after exact leaves counts for nothing.
      let greatest = law.events.reduce(0) { max($0, $1.weight) }
      let isNear = greatestOnly || law.open <= tolerance * 15 / 16 * (law.open + law.total)
      if followers == 0 || (isNear && law.open <= greatest) {
        return (law, questions)
      }
      if followers <= part { part = part < 1e-9 ? 0 : part / 4 }
      followers = followers / 4 < 1e-9 ? part : max(part, followers / 4)
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
