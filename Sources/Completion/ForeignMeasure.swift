package import Healing
import Tokenizers

extension Completer {
  /// Estimates the same for a vocabulary that the model does not speak.
  ///
  /// The model's distribution of the text that follows is pushed through the other vocabulary: every
  /// probable continuation decides how the prompt's end is encoded there. Continuations are as long
  /// as one token of the model; where that is too short to decide, and for those that are too
  /// improbable to look at, the probability counts as unresolved.
  ///
  /// - Parameters:
  ///   - prompt: Prepared for the first token.
  ///   - other: The other vocabulary.
  ///   - model: Where the prompt is read.
  ///   - continuations: How many of the most probable continuations to look at.
  ///   - alternatives: How many of the most probable encodings to give.
  ///   - isCancelled: Asked between the model's layers.
  /// - Returns: Nil where the prompt is no text.
  /// - Throws: ``CompletionError``, also when cancelled.
  package func estimate(
    _ prompt: PreparedPrompt, under other: Healer, model: any NextTokenModel,
    continuations: Int = 200, alternatives: Int = 5, isCancelled: () -> Bool = { false }
  ) throws(CompletionError) -> BoundaryMeasure? {
    let tolerance = 1e-4
    let prompted = try firstEvents(
      after: prompt, model: model, tolerance: tolerance, isCancelled)
    let text = prompt.last
    guard let (boundary, law) = prompted, let here = try? other.boundary(of: text.span) else {
      return nil
    }
    var measure = BoundaryMeasure()
    measure.isEstimate = true
    measure.unresolved = tolerance
    measure.contexts = boundary.tree.contexts.count
    var covers: [[TokenID]: Double] = [:]
    var seen = 0.0
    for (next, probability) in likely(law, after: boundary, count: continuations) {
      seen += probability
      guard let cover = cover(of: text, followedBy: next, here, other) else {
        measure.unresolved += probability
        continue
      }
      covers[cover, default: 0] += probability
    }
    measure.unresolved += max(0, 1 - seen)
    let resolved = max(1 - measure.unresolved, .leastNormalMagnitude)
    for (ids, probability) in covers {
      let bytes = ids.flatMap { other.bytes(of: $0) }
      if bytes.count > here.tail.count { measure.crossing += probability / resolved }
      if here.stable + ids != here.naive { measure.harm += probability / resolved }
      measure.alternatives.append(
        BoundaryMeasure.Alternative(ids: ids, bytes: bytes, probability: probability / resolved))
    }
    measure.alternatives.sort { $0.probability > $1.probability }
    measure.alternatives.removeLast(max(0, measure.alternatives.count - alternatives))
    // Sums of many small parts may pass 1 by a rounding error.
    measure.crossing = min(measure.crossing, 1)
    measure.harm = min(measure.harm, 1)
    measure.bits = Logits.bits(notCrossing: 1 - measure.crossing)
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

  /// The tokens after the stable ones that reach the prompt's end, where a text decides them.
  private func cover(
    of prompt: [UInt8], followedBy text: ArraySlice<UInt8>?, _ here: Boundary, _ other: Healer
  ) -> [TokenID]? {
    let tokens: [TokenID]
    if let text {
      let longer = Array(prompt[here.origin...] + text)
      guard let later = try? other.boundary(of: longer.span),
        here.origin + later.stableBytes >= prompt.count
      else { return nil }
      tokens = Array(later.stable.dropFirst(here.stable.count - here.settledTokens))
    } else {
      tokens = Array(here.naive.dropFirst(here.stable.count))
    }
    var (end, count) = (here.stableBytes, 0)
    while end < prompt.count && count < tokens.count {
      end += other.bytes(of: tokens[count]).count
      count += 1
    }
    return Array(tokens[..<count])
  }
}
