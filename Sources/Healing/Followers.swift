package import Tokenizers

extension Healer {
  /// The tokens that may come after a context that spells the prompt exactly.
  ///
  /// - Parameters:
  ///   - context: One of the boundary's exact contexts.
  ///   - boundary: What ``boundary(of:from:)`` gave.
  ///   - distribution: The probabilities of the next token, (V), where the improbable ones need not
  ///     be asked about: those that together have at most a millionth are left out, which is most
  ///     tokens and the greater part of the time.
  /// - Returns: In the order of their bytes. The end of the text is not a token: see
  ///   ``Boundary/isWhole(_:)``.
  /// - Complexity: O(*V*)
  package func followers(
    of context: Int, in boundary: Boundary, likelyIn distribution: [Double]? = nil
  ) -> [TokenID] {
    let path = boundary.tree.path(of: context)
    let likely = distribution.map(Self.likely)
    var allowed = index.order.map { token in likely?[Int(token)] == false ? nil : false }
    for scenario in boundary.scenarios {
      let tokens = encoding(of: boundary, cutAs: scenario)
      guard tokens.suffix(path.count).elementsEqual(path) else { continue }
      allow(after: tokens.last, in: boundary, scenario, &allowed)
      if boundary.unfinished == 0 {
        let ended = Scenario(closed: scenario.closed + [boundary.outline.bytes.count])
        allow(after: nil, in: boundary, ended, &allowed)
      }
    }
    if boundary.window.isEmpty { allow(after: nil, in: boundary, Scenario(closed: []), &allowed) }
    return allowed.indices.lazy.filter { allowed[$0] == true }.map { index.order[$0] }
  }

  /// ``followers(of:in:)`` for all exact contexts.
  ///
  /// - Parameters:
  ///   - boundary: What ``boundary(of:from:)`` gave.
  ///   - distributions: For all contexts, or nil to ask about every token. Contexts without one are
  ///     left out.
  /// - Returns: The tokens by context.
  package func followers(
    in boundary: Boundary, likelyIn distributions: [[Double]?]? = nil
  ) -> [Int: [TokenID]] {
    var followers: [Int: [TokenID]] = [:]
    for context in boundary.exactContexts where distributions == nil || distributions?[context] != nil
    {
      let likely = distributions?[context]
      followers[context] = self.followers(of: context, in: boundary, likelyIn: likely)
    }
    return followers
  }

  /// Which tokens are left when the least probable ones are dropped that together have at most a
  /// millionth.
  private static func likely(_ distribution: [Double]) -> [Bool] {
    // Sums by powers of two; what is below 2^-64 is never much.
    var mass = [Double](repeating: 0, count: 65)
    for probability in distribution where probability > 0x1p-64 {
      mass[min(64, 64 + Int(probability.exponent))] += probability
    }
    var (dropped, lowest) = (0.0, 0)
    while lowest < 64 && dropped + mass[lowest] <= 5e-7 {
      dropped += mass[lowest]
      lowest += 1
    }
    let least = Double(sign: .plus, exponent: lowest - 64, significand: 1)
    return distribution.map { $0 >= least }
  }

  /// Marks the tokens that may follow the window when it is cut as `scenario` says.
  private func allow(
    after neighbour: TokenID?, in boundary: Boundary, _ scenario: Scenario, _ allowed: inout [Bool?]
  ) {
    var viability = self.viability
    viability.setPrefix(boundary.outline.bytes[...], scenario)
    let places = viability.places(
      in: index.order.indices, after: neighbour, where: { allowed[$0] == false })
    for place in places.runs.joined() { allowed[place] = true }
  }

  /// The tokens of the whole window when its open piece ends with it.
  private func encoding(of boundary: Boundary, cutAs scenario: Scenario) -> [TokenID] {
    var tokens: [TokenID] = []
    var start = 0
    for end in scenario.closed.map(boundary.outline.original) + [boundary.window.count] {
      index.encode(boundary.window.span.extracting(start..<end), into: &tokens)
      start = end
    }
    return tokens
  }
}
