package import Tokenizers

extension Healer {
  /// The tokens that may come after a context that spells the prompt exactly.
  ///
  /// - Parameters:
  ///   - context: One of the boundary's exact contexts.
  ///   - boundary: What ``boundary(of:from:)`` gave.
  /// - Returns: In the order of their bytes. The end of the text is not a token: see
  ///   ``Boundary/isWhole(_:)``.
  /// - Complexity: O(*V*)
  package func followers(
    of context: Int, in boundary: Boundary
  ) -> [TokenID] {
    let allowed = mayFollow(context, in: boundary, Array(index.order.indices))
    return allowed.indices.lazy.filter { allowed[$0] }.map { index.order[$0] }
  }

  /// Which of the tokens at some places may come after a context that spells the prompt exactly.
  func mayFollow(_ context: Int, in boundary: Boundary, _ places: [Int]) -> [Bool] {
    let path = boundary.tree.path(of: context)
    var allowed = [Bool](repeating: false, count: places.count)
    for scenario in boundary.scenarios {
      let tokens = encoding(of: boundary, cutAs: scenario)
      guard tokens.suffix(path.count).elementsEqual(path) else { continue }
      allow(places, after: tokens.last, in: boundary, scenario, &allowed)
      if boundary.unfinished == 0 {
        let ended = Scenario(closed: scenario.closed + [boundary.outline.bytes.count])
        allow(places, after: nil, in: boundary, ended, &allowed)
      }
    }
    if boundary.window.isEmpty {
      allow(places, after: nil, in: boundary, Scenario(closed: []), &allowed)
    }
    return allowed
  }

  /// ``followers(of:in:)`` for all exact contexts.
  package func followers(in boundary: Boundary) -> [Int: [TokenID]] {
    Dictionary(
      uniqueKeysWithValues: boundary.exactContexts.map { ($0, followers(of: $0, in: boundary)) })
  }

  /// Marks the places of tokens that may follow the window when it is cut as `scenario` says.
  private func allow(
    _ places: [Int], after neighbour: TokenID?, in boundary: Boundary, _ scenario: Scenario,
    _ allowed: inout [Bool]
  ) {
    var viability = self.viability
    viability.setPrefix(boundary.outline.bytes[...], scenario)
    viability.mark(places, after: neighbour, &allowed)
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
