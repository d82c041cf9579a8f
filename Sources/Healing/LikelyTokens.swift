#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import Tokenizers

/// The tokens after a context that carry its probability, but for a small part.
///
/// Fifty thousand tokens may follow a context and a few hundred matter. Only they are weighed and
/// checked: that makes an exact answer as quick as an unhealed one.
package struct LikelyTokens: Sendable {
  /// The tokens with their probabilities, in the order of their bytes.
  package fileprivate(set) var tokens: [(token: TokenID, probability: Double)] = []
  /// The sum of their probabilities.
  package fileprivate(set) var mass = 0.0

}

extension Healer {
  /// The leaves after a context that cross the prompt's end.
  ///
  /// - Parameters:
  ///   - context: One of the boundary's contexts.
  ///   - boundary: What ``boundary(of:from:)`` gave.
  ///   - next: What the model says after the context.
  ///   - tolerance: The part of their probability that may be left out.
  /// - Returns: In the order of their bytes.
  /// - Complexity: O(leaves), a few nanoseconds each.
  package func likelyLeaves(
    of context: Int, in boundary: Boundary, _ next: NextToken, tolerance: Double
  ) -> LikelyTokens {
    var likely = LikelyTokens()
    let place = boundary.tree.contexts[context]
    var runs = place.leaves.places.runs
    // The leaf that ends where the prompt ends comes first; it is a context of its own.
    let rest = boundary.tail.count - place.spelled
    if let first = runs.first, index.length(of: index.order[first.lowerBound]) == rest {
      runs[0] = first.dropFirst()
    }
    var peak = -Float.infinity
    for run in runs {
      for place in run { peak = max(peak, next.logits[Int(index.order[place])]) }
    }
    guard peak > -.infinity else { return likely }
    let least = least(of: runs, next, peak: peak, tolerance: tolerance)
    for run in runs {
      for place in run where next.logits[Int(index.order[place])] >= least {
        likely.add(index.order[place], next)
      }
    }
    return likely
  }

  /// A logit below which the tokens at some places together have at most a part of what the greatest
  /// has.
  ///
  /// They are counted by their distance from the greatest, in whole nats: that takes no exponential.
  private func least(
    of runs: [Range<Int>], _ next: NextToken, peak: Float, tolerance: Double
  ) -> Float {
    var counts = [Int](repeating: 0, count: 48)
    for run in runs {
      for place in run {
        let distance = peak - next.logits[Int(index.order[place])]
        counts[distance < 47 ? Int(distance) : 47] += 1
      }
    }
    var (rest, nats) = (0.0, counts.count)
    while nats > 1 {
      rest += Double(counts[nats - 1]) * exp(-Double(nats - 1))
      if rest > tolerance { break }
      nats -= 1
    }
    return nats == counts.count ? -.infinity : peak - Float(nats)
  }

  /// The tokens that may come after a context that spells the prompt exactly.
  ///
  /// - Parameters:
  ///   - context: One of the boundary's exact contexts.
  ///   - boundary: What ``boundary(of:from:)`` gave.
  ///   - next: What the model says after the context.
  ///   - ends: The ids that end a text, where that may follow too.
  ///   - tolerance: The part of their probability that may be left out.
  ///   - greatestOnly: Whether any part may be left out that the most probable is not in.
  /// - Returns: In the order of their bytes; without the end of the text.
  /// - Complexity: O(*V*), a nanosecond each, and a walk along derivations for each likely token.
  package func likelyFollowers(
    of context: Int, in boundary: Boundary, _ next: NextToken, ends: [TokenID], tolerance: Double,
    greatestOnly: Bool = false
  ) -> LikelyTokens {
    let end = ends.reduce(0) { $0 + next.probability(of: $1) }
    var likely = LikelyTokens()
    var (share, above, seen) = (1e-3, Float.infinity, 0.0)
    while true {
      let least = share == 0 ? -.infinity : next.logit(of: share)
      let (places, mass) = places(ofLogitsIn: least..<above, next)
      seen += mass
      for (place, isAllowed) in zip(places, mayFollow(context, in: boundary, places))
      where isAllowed {
        likely.add(index.order[place], next)
      }
      // What was not looked at may all follow, and what was looked at may hardly.
      let isEnough = 1 - seen <= tolerance * (likely.mass + end)
      let hasGreatest = likely.mass > 0 || end >= share
      if isEnough || share == 0 || (greatestOnly && hasGreatest) { break }
      (share, above) = (share < 1e-12 ? 0 : share / 10, least)
    }
    likely.tokens.sort { index.precedes($0.token, $1.token) }
    return likely
  }

  /// The places of the tokens whose logits are in a range, and the probability of all of them.
  private func places(ofLogitsIn range: Range<Float>, _ next: NextToken) -> ([Int], mass: Double) {
    var (places, mass): ([Int], Double) = ([], 0)
    for (id, logit) in next.logits.enumerated()
    where logit >= range.lowerBound && logit < range.upperBound {
      mass += next.probability(of: TokenID(id))
      if let place = index.place(of: TokenID(id)) { places.append(place) }
    }
    return (places, mass)
  }
}

extension LikelyTokens {
  fileprivate mutating func add(_ token: TokenID, _ next: NextToken) {
    let probability = next.probability(of: token)
    guard probability > 0 else { return }
    tokens.append((token, probability))
    mass += probability
  }
}

extension Healer {
  /// Weighs the likely ways to go on after a prompt: ``firstEvents(after:distributions:ends:followers:)``
  /// but for a small part.
  ///
  /// - Parameters:
  ///   - boundary: Of the prompt.
  ///   - next: For each context of the boundary's tree what the model says; nil where it was not
  ///     asked.
  ///   - leaves: For each of these what ``likelyLeaves(of:in:_:tolerance:)`` gave.
  ///   - ends: The ids that end a text.
  ///   - tolerance: The part of the weight of each context that may be left out.
  ///   - greatestOnly: Whether only the most probable event is wanted: then there is one a context.
  /// - Returns: The events by context; tokens in the order of their bytes.
  package func likelyEvents(
    after boundary: Boundary, next: [NextToken?], leaves: [LikelyTokens?], ends: [TokenID],
    tolerance: Double, greatestOnly: Bool = false
  ) -> FirstEvents {
    var result = FirstEvents()
    let weights = pathWeights(in: boundary.tree) { context, token in
      next[context]?.probability(of: token) ?? 0
    }
    let naive = boundary.naiveContext
    for (number, context) in boundary.tree.contexts.enumerated() {
      let weight = weights[number]
      let isExact = context.spelled == boundary.tail.count
      if isExact {
        result.cover += weight
        result.exact[number] = weight
        if number != naive { result.harm += weight }
      }
      guard let law = next[number] else {
        if context.parent.map({ next[$0] != nil }) ?? true { result.open += weight }
        continue
      }
      if let crossing = leaves[number] {
        result.crossing += weight * crossing.mass
        result.add(crossing, after: number, weight, greatestOnly: greatestOnly)
      }
      guard isExact else { continue }
      let ends = boundary.isWhole(number) ? ends.filter { Int($0) < law.logits.count } : []
      let followers = likelyFollowers(
        of: number, in: boundary, law, ends: ends, tolerance: tolerance, greatestOnly: greatestOnly)
      result.add(followers, after: number, weight, greatestOnly: greatestOnly)
      var rest = 1 - followers.mass
      for end in ends {
        let probability = law.probability(of: end)
        result.add(nil, after: number, weight * probability)
        rest -= probability
      }
      result.leak += weight * max(0, rest)
    }
    result.finish()
    return result
  }
}

extension FirstEvents {
  fileprivate mutating func add(
    _ likely: LikelyTokens, after context: Int, _ weight: Double, greatestOnly: Bool
  ) {
    guard greatestOnly else {
      events.reserveCapacity(events.count + likely.tokens.count)
      for (token, probability) in likely.tokens { add(token, after: context, weight * probability) }
      return
    }
    // The first of those that are as probable, as whoever draws from all takes.
    var greatest = likely.tokens.first
    for next in likely.tokens where next.probability > greatest?.probability ?? 0 {
      greatest = next
    }
    if let greatest { add(greatest.token, after: context, weight * greatest.probability) }
  }

  fileprivate mutating func add(_ token: TokenID?, after context: Int, _ weight: Double) {
    if weight > 0 { events.append(Event(context: context, token: token, weight: weight)) }
  }

  /// Makes parts of the sums, once all is added.
  fileprivate mutating func finish() {
    cover += crossing
    harm += crossing
    total = events.reduce(0) { $0 + $1.weight }
    guard cover > 0 else { return }
    (crossing, harm, leak) = (crossing / cover, harm / cover, leak / cover)
  }
}
