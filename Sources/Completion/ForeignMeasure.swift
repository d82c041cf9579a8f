package import Healing
import Tokenizers

extension Completer {
  /// The probability that an estimate may leave out of what follows a prompt.
  private static var estimateTolerance: Double { 1e-4 }

  /// Estimates the same for a vocabulary that the model does not speak.
  ///
  /// The model's distribution of the text that follows is pushed through the other vocabulary: every
  /// probable continuation says how the prompt's end is encoded there. Continuations are as long as
  /// one token of the model. Where a longer one might still change whether a token crosses the end,
  /// the encoding without more text counts, and the probability is said to be unresolved; so is that
  /// of continuations which are too improbable to look at.
  ///
  /// - Parameters:
  ///   - prompt: Prepared for the first token.
  ///   - other: The other vocabulary.
  ///   - model: Where the prompt is read.
  ///   - continuations: How many of the most probable continuations to look at.
  ///   - alternatives: How many of the most probable encodings to give.
  ///   - isCancelled: Asked between the model's layers.
  /// - Returns: Nil where the prompt is no text or nothing is likely to follow it.
  /// - Throws: ``CompletionError``, also when cancelled.
  package func estimate(
    _ prompt: PreparedPrompt, under other: Healer, model: any NextTokenModel,
    continuations: Int = 200, alternatives: Int = 5, isCancelled: () -> Bool = { false }
  ) throws(CompletionError) -> BoundaryMeasure? {
    let events = try firstEvents(
      after: prompt, model: model, tolerance: Self.estimateTolerance, isCancelled)
    return estimate(
      prompt, under: other, events, continuations: continuations,
      alternatives: alternatives, resolves: true)
  }

  /// Estimates only how much the end of a prompt matters: what a finding says of it.
  ///
  /// What a longer text might still change is not looked for, which takes most of the time.
  ///
  /// - Parameters: As there.
  /// - Returns: The estimate, whose ``BoundaryMeasure/unresolved`` lacks that part; nil as there.
  /// - Throws: As there.
  package func weigh(
    _ prompt: PreparedPrompt, under other: Healer, model: any NextTokenModel,
    isCancelled: () -> Bool = { false }
  ) throws(CompletionError) -> BoundaryMeasure? {
    let events = try firstEvents(
      after: prompt, model: model, tolerance: Self.estimateTolerance, scope: .allOfSeveral,
      isCancelled)
    return estimate(
      prompt, under: other, events, continuations: 200, alternatives: 0,
      resolves: false)
  }

  private func estimate(
    _ prompt: PreparedPrompt, under other: Healer, _ events: (Boundary, FirstEvents)?,
    continuations: Int, alternatives: Int, resolves: Bool
  ) -> BoundaryMeasure? {
    let text = prompt.last
    guard let (boundary, law) = events, let here = try? other.boundary(of: text.span) else {
      return nil
    }
    var measure = BoundaryMeasure()
    measure.isEstimate = true
    measure.unresolved = Self.estimateTolerance
    measure.contexts = boundary.tree.contexts.count
    var covers: [[TokenID]: Double] = [:]
    var seen = 0.0
    for (next, probability) in likely(law, after: boundary, count: continuations) {
      seen += probability
      let (ending, isSettled, cover) = ending(
        of: text, followedBy: next, here, other, resolves: resolves)
      if !isSettled { measure.unresolved += probability }
      if ending != .asItStands { measure.harm += probability }
      if ending == .crossing { measure.crossing += probability }
      covers[cover, default: 0] += probability
    }
    guard seen > 0 else { return nil }
    // Sums of many small parts may pass 1 by a rounding error.
    let unseen = max(0, 1 - seen)
    measure.unresolved = min(measure.unresolved + unseen, 1)
    measure.crossing = min(measure.crossing / seen, 1)
    measure.harm = min(measure.harm / seen, 1)
    measure.bits = Logits.bits(
      notCrossing: max(1 - measure.crossing, unseen + Self.estimateTolerance))
    for (ids, probability) in covers where alternatives > 0 {
      let bytes = ids.flatMap { other.bytes(of: $0) }
      measure.alternatives.append(
        BoundaryMeasure.Alternative(ids: ids, bytes: bytes, probability: probability / seen))
    }
    measure.alternatives.sort { $0.probability > $1.probability }
    measure.alternatives.removeLast(max(0, measure.alternatives.count - alternatives))
    return measure
  }

  /// The most probable texts that follow, nil for the end of the text.
  private func likely(
    _ law: FirstEvents, after boundary: Boundary, count: Int
  ) -> [(text: ArraySlice<UInt8>?, probability: Double)] {
    guard law.total > 0 else { return [] }
    return law.events.filter { $0.weight > 1e-6 * law.total }
      .sorted { $0.weight > $1.weight }.prefix(count).map { event in
        let rest = boundary.tail.count - boundary.tree.contexts[event.context].spelled
        return (event.token.map { bytes(of: $0).dropFirst(rest) }, event.weight / law.total)
      }
  }

  /// How a prompt's end is encoded once a text has followed.
  private enum Ending {
    case asItStands
    /// With a token's end in the same place, and other tokens before it.
    case otherwise
    /// With a token across it.
    case crossing
  }

  /// How a prompt's end is encoded where a text follows.
  ///
  /// - Returns: How, and with which tokens after the stable ones, where nothing follows the text; and,
  ///   where that is to be resolved, whether it is so whatever follows.
  private func ending(
    of prompt: [UInt8], followedBy text: ArraySlice<UInt8>?, _ here: Boundary, _ other: Healer,
    resolves: Bool
  ) -> (Ending, isSettled: Bool, cover: [TokenID]) {
    let asItStands = Array(here.naive.dropFirst(here.stable.count))
    let longer = Array(prompt[here.origin...] + (text ?? []))
    guard let text, !text.isEmpty, let naive = try? other.encode(longer.span) else {
      return (.asItStands, text == nil, asItStands)
    }
    let known = here.stable.count - here.settledTokens
    let rest = prompt.count - here.stableBytes
    /// The tokens that reach the prompt's end.
    func ending(_ tokens: ArraySlice<TokenID>) -> (Ending, cover: [TokenID]) {
      var (cover, end): ([TokenID], Int) = ([], 0)
      for token in tokens where end < rest {
        cover.append(token)
        end += other.bytes(of: token).count
      }
      // Where they do not, the token after them does, and reaches the text's end too.
      return (end != rest ? .crossing : cover == asItStands ? .asItStands : .otherwise, cover)
    }
    let (now, cover) = ending(naive.dropFirst(known))
    guard resolves, let later = try? other.boundary(of: longer.span) else {
      return (now, true, cover)
    }
    let isSettled = later.tree.contexts.indices.allSatisfy { index in
      let context = later.tree.contexts[index]
      guard context.leaves.count > 0 || context.spelled == later.tail.count else { return true }
      return ending((later.stable + later.tree.path(of: index)).dropFirst(known)).0 == now
    }
    return (now, isSettled, cover)
  }
}
