package import Tokenizers

/// The distribution of what comes first after a prompt, given the prompt's bytes.
///
/// An *event* is a token that crosses the prompt's end, or one that follows an exact leaf, or the end
/// of the text. The model's probability that the encoding begins with the event's tokens is its
/// weight. Only encodings that the tokenizer produces count; what mass the model puts on others after
/// an exact leaf is leaked.
///
/// The law of the text that follows is, by this, the model's own: weights divided by their sum.
package struct FirstEvents: Sendable {
  /// One way for the text to go on.
  package struct Event: Equatable, Sendable {
    /// The context in the covering tree.
    package var context: Int
    /// The token after it; nil for the end of the text.
    package var token: TokenID?
    /// The probability of the path's tokens after the stable prefix, and then of the token.
    package var weight: Double
  }

  /// All events with a weight above 0.
  package internal(set) var events: [Event] = []
  /// The sum of the events' weights.
  package internal(set) var total = 0.0
  /// The weight of all leaves: the probability of the prompt's tail after its stable tokens.
  package internal(set) var cover = 0.0
  /// The part of ``cover`` whose last token crosses the end.
  package internal(set) var crossing = 0.0
  /// The weights of the leaves that end where the prompt ends, by their contexts.
  package internal(set) var exact: [Int: Double] = [:]
  /// The harm H: the part of ``cover`` that is not on the path of a decoder that does not heal.
  ///
  /// The total variation between that decoder's law and the exact one is at most H and ``leak``.
  package internal(set) var harm = 0.0
  /// The part of ``cover`` that the model puts on what no tokenizer produces.
  package internal(set) var leak = 0.0

  /// The weight of the contexts that the model was not asked about; what ``events`` lacks has at
  /// most so much.
  package internal(set) var open = 0.0
}

extension Healer {
  /// Weighs all ways to go on after a prompt.
  ///
  /// - Parameters:
  ///   - boundary: Of the prompt.
  ///   - distributions: For each context of the boundary's tree the model's probabilities of the
  ///     next token, (V); all ids of the vocabulary must be in range. Nil where it was not asked.
  ///   - ends: The ids that end a text.
  ///   - followers: For each exact context what ``followers(of:in:)`` gave.
  /// - Returns: The events by context; tokens in the order of their bytes.
  /// - Complexity: O(contexts × V)
  package func firstEvents(
    after boundary: Boundary, distributions: [[Double]?], ends: [TokenID],
    followers: [Int: [TokenID]]
  ) -> FirstEvents {
    var result = FirstEvents()
    let weights = pathWeights(in: boundary.tree) { distributions[$0]?[Int($1)] ?? 0 }
    let naive = boundary.naiveContext
    var (crossing, harm, leak) = (0.0, 0.0, 0.0)
    for (number, context) in boundary.tree.contexts.enumerated() {
      let rest = boundary.tail.count - context.spelled
      if rest == 0 {
        result.cover += weights[number]
        result.exact[number] = weights[number]
        if number != naive { harm += weights[number] }
      }
      guard let distribution = distributions[number] else {
        let isBelowOther = context.parent.map { distributions[$0] == nil } ?? false
        if !isBelowOther { result.open += weights[number] }
        continue
      }
      for leaf in context.leaves where index.length(of: leaf) > rest {
        let weight = weights[number] * distribution[Int(leaf)]
        if weight > 0 {
          result.events.append(FirstEvents.Event(context: number, token: leaf, weight: weight))
        }
        crossing += weight
      }
      guard rest == 0 else { continue }
      leak +=
        weights[number]
        * addFollowers(
          of: number, in: boundary, weight: weights[number], distribution, ends,
          followers[number] ?? [], to: &result)
    }
    result.cover += crossing
    harm += crossing
    guard result.cover > 0 else { return result }
    (result.crossing, result.harm) = (crossing / result.cover, harm / result.cover)
    result.leak = leak / result.cover
    result.total = result.events.reduce(0) { $0 + $1.weight }
    return result
  }

  /// Adds the events after an exact leaf; gives the probability of tokens that cannot follow.
  private func addFollowers(
    of number: Int, in boundary: Boundary, weight: Double, _ distribution: [Double],
    _ ends: [TokenID], _ followers: [TokenID], to result: inout FirstEvents
  ) -> Double {
    var rest = distribution
    for token in followers {
      let product = weight * distribution[Int(token)]
      if product > 0 {
        result.events.append(FirstEvents.Event(context: number, token: token, weight: product))
      }
      rest[Int(token)] = 0
    }
    if boundary.isWhole(number) {
      for end in ends where Int(end) < rest.count && rest[Int(end)] > 0 {
        result.events.append(
          FirstEvents.Event(context: number, token: nil, weight: weight * rest[Int(end)]))
        rest[Int(end)] = 0
      }
    }
    return rest.reduce(0, +)
  }

  /// The probability of each context's path after the stable prefix; 0 where it is not known.
  ///
  /// - Parameters:
  ///   - tree: The contexts.
  ///   - probability: Of a token after a context.
  /// - Returns: One a context.
  package func pathWeights(
    in tree: CoveringTree, _ probability: (Int, TokenID) -> Double
  ) -> [Double] {
    var weights: [Double] = []
    for context in tree.contexts {
      if let parent = context.parent, let token = context.token {
        weights.append(weights[parent] * probability(parent, token))
      } else {
        weights.append(1)
      }
    }
    return weights
  }
}
