package import Healing
package import Tokenizers

/// What a model says about the place where a prompt ends.
package struct BoundaryMeasure: Equatable, Sendable {
  /// One way in which the prompt's end may turn out to be encoded.
  package struct Alternative: Equatable, Sendable {
    /// The tokens after the stable ones.
    package var ids: [TokenID]
    /// Their bytes: the tail of the prompt and what crosses its end.
    package var bytes: [UInt8]
    /// The probability, given the prompt's bytes.
    package var probability: Double
  }

  /// The probability that the encoding of the prompt and what follows has a token across its end.
  package var crossing = 0.0
  /// The probability H that it is not the encoding of the prompt as it stands.
  ///
  /// A decoder that does not heal is at most H and ``leak`` away from the model's own law, in total
  /// variation. It is a bound and not an estimate.
  package var harm = 0.0
  /// The probability the model puts on what no tokenizer produces.
  package var leak = 0.0
  /// -log₂(1 - ``crossing``): what ending the prompt here costs a decoder that does not heal.
  package var bits = 0.0
  /// The most probable encodings, most probable first.
  package var alternatives: [Alternative] = []
  /// Contexts that the model was asked for.
  package var contexts = 0
  /// Whether this is of a vocabulary that the model does not speak.
  package var isEstimate = false
  /// The probability of what an estimate has not looked at, or not far enough to be sure; 0 for what
  /// is measured.
  package var unresolved = 0.0
}

extension Completer {
  /// Measures what the end of a prompt costs a decoder that does not heal.
  ///
  /// - Parameters:
  ///   - prompt: Prepared for the first token.
  ///   - model: Where the prompt is read; the context holds its stable tokens afterwards.
  ///   - alternatives: How many of the most probable encodings to give.
  ///   - isCancelled: Asked between the model's layers.
  /// - Returns: Nil where the prompt is no text or the tokenizer of a kind that cannot be healed.
  /// - Throws: ``CompletionError``, also when cancelled.
  package func measure(
    _ prompt: PreparedPrompt, model: any NextTokenModel, alternatives: Int = 5,
    isCancelled: () -> Bool = { false }
  ) throws(CompletionError) -> BoundaryMeasure? {
    guard let (boundary, law) = try firstEvents(after: prompt, model: model, isCancelled),
      let healer
    else { return nil }
    var measure = BoundaryMeasure()
    (measure.crossing, measure.harm, measure.leak) = (law.crossing, law.harm, law.leak)
    measure.bits = Logits.bits(notCrossing: 1 - law.crossing)
    measure.contexts = boundary.tree.contexts.count
    measure.alternatives = law.covers(of: boundary).sorted { $0.probability > $1.probability }
      .prefix(alternatives).map { cover in
        BoundaryMeasure.Alternative(
          ids: cover.ids, bytes: cover.ids.flatMap { healer.bytes(of: $0) },
          probability: cover.probability)
      }
    return measure
  }

  /// Measures only how much the end of a prompt matters: what a finding says of it.
  ///
  /// That takes the leaves' weights and not what follows them, so that the model is asked less, and
  /// after most keystrokes nothing.
  ///
  /// - Parameters:
  ///   - prompt: Prepared for the first token.
  ///   - model: As for ``measure(_:model:alternatives:isCancelled:)``.
  ///   - tolerance: How far the probabilities may be off.
  ///   - isCancelled: Asked between the model's layers.
  /// - Returns: The measure without leak and alternatives; nil as there.
  /// - Throws: As there.
  package func weigh(
    _ prompt: PreparedPrompt, model: any NextTokenModel, tolerance: Double = 1e-4,
    isCancelled: () -> Bool = { false }
  ) throws(CompletionError) -> BoundaryMeasure? {
    try check(model)
    guard let boundary = prompt.boundary, let healer else { return nil }
    var measure = BoundaryMeasure()
    measure.contexts = boundary.tree.contexts.count
    if boundary.isStable { return measure }
    var decoding = Decoding(prompt, completer: self, model: model)
    var questions = try ContextQuestions(
      boundary, after: decoding.prefix(), model: model, healer, tolerance: tolerance / 2,
      scope: .leaves, isCancelled)
    try questions.ask(tolerance: tolerance / 2, followers: tolerance / 2, isCancelled)
    let (exact, crossing) = questions.leafWeights
    let cover = exact.values.reduce(crossing, +)
    guard cover > 0 else { return measure }
    measure.crossing = crossing / cover
    measure.harm = 1 - (boundary.naiveContext.flatMap { exact[$0] } ?? 0) / cover
    measure.bits = Logits.bits(notCrossing: 1 - measure.crossing)
    return measure
  }

  /// The exact law of what comes first after a prompt.
  ///
  /// - Parameters:
  ///   - prompt: Prepared for the first token.
  ///   - model: Where the prompt is read; it keeps what it says for when the prompt grows.
  ///   - tolerance: How far the law may be from the exact one, in total variation.
  ///   - isCancelled: Asked between the model's layers.
  /// - Returns: Nil where the prompt is no text or the tokenizer of a kind that cannot be healed.
  /// - Throws: ``CompletionError``, also when cancelled.
  package func firstEvents(
    after prompt: PreparedPrompt, model: any NextTokenModel, tolerance: Double = 0,
    _ isCancelled: () -> Bool = { false }
  ) throws(CompletionError) -> (Boundary, FirstEvents)? {
    try firstEvents(
      after: prompt, model: model, tolerance: tolerance, scope: .all, isCancelled)
  }

  /// The same, with the model asked about some of the contexts at some times.
  func firstEvents(
    after prompt: PreparedPrompt, model: any NextTokenModel, tolerance: Double,
    scope: ContextQuestions.Scope, _ isCancelled: () -> Bool
  ) throws(CompletionError) -> (Boundary, FirstEvents)? {
    try check(model)
    guard let boundary = prompt.boundary, let healer else { return nil }
    var decoding = Decoding(prompt, completer: self, model: model)
    let (law, _) = try decoding.law(
      after: decoding.prefix(), boundary, healer, tolerance: tolerance, scope: scope, isCancelled)
    return (boundary, law)
  }
}

extension FirstEvents {
  /// The leaves of a boundary's tree with their probabilities.
  fileprivate func covers(of boundary: Boundary) -> [(ids: [TokenID], probability: Double)] {
    guard total > 0 else { return [] }
    var exact: [Int: Double] = [:]
    var covers: [(ids: [TokenID], probability: Double)] = []
    for event in events {
      if boundary.tree.contexts[event.context].spelled == boundary.tail.count {
        exact[event.context, default: 0] += event.weight / total
      } else if let token = event.token, event.weight > 1e-4 * total {
        covers.append((boundary.tree.path(of: event.context) + [token], event.weight / total))
      }
    }
    return covers + exact.map { (boundary.tree.path(of: $0.key), $0.value) }
  }
}
