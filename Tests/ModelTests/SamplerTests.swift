import Model
import Testing

@Suite struct SamplerTests {
  private func settings(_ change: (inout Sampler.Settings) -> Void) -> Sampler.Settings {
    var settings = Sampler.Settings()
    change(&settings)
    return settings
  }

  /// How often each index is drawn in 20,000 draws.
  private func frequencies(_ logits: [Float], _ settings: Sampler.Settings) -> [Double] {
    var sampler = Sampler(settings)
    var counts = [Double](repeating: 0, count: logits.count)
    for _ in 0..<20_000 {
      guard let index = sampler.draw(logits) else { continue }
      counts[index] += 1.0 / 20_000
    }
    return counts
  }

  @Test func `greedy takes the greatest, the lowest index of equals`() {
    var sampler = Sampler(Sampler.Settings())
    #expect(sampler.draw([1, 3, 2, 3]) == 1)
    #expect(sampler.draw([-.infinity, -5]) == 1)
    #expect(sampler.draw([-.infinity, -.infinity]) == nil)
    #expect(sampler.draw([]) == nil)
    #expect(sampler.draw([.nan, 1]) == 1)
  }

  @Test func `draws by probability`() {
    let logits: [Float] = [0, 1, 2]
    let found = frequencies(logits, settings { $0.temperature = 1 })
    for (one, other) in zip(found, [0.0900, 0.2447, 0.6652]) { #expect(abs(one - other) < 0.015) }
    let cold = frequencies(logits, settings { $0.temperature = 0.5 })
    for (one, other) in zip(cold, [0.0159, 0.1173, 0.8668]) { #expect(abs(one - other) < 0.015) }
  }

  @Test func `top-k, top-p and min-p leave what they say`() {
    // Probabilities 0.1, 0.2, 0.3, 0.4.
    let logits: [Float] = [-2.302585, -1.609438, -1.203973, -0.916291]
    func kept(_ change: (inout Sampler.Settings) -> Void) -> [Int] {
      let found = frequencies(
        logits,
        settings {
          $0.temperature = 1
          change(&$0)
        })
      return found.indices.filter { found[$0] > 0 }
    }
    #expect(kept { $0.topK = 2 } == [2, 3])
    #expect(kept { $0.topP = 0.39 } == [3])
    #expect(kept { $0.topP = 0.69 } == [2, 3])
    #expect(kept { $0.topP = 0.71 } == [1, 2, 3])
    #expect(kept { $0.minP = 0.6 } == [2, 3])
    #expect(kept { _ in } == [0, 1, 2, 3])
  }

  @Test func `the same seed gives the same draws, another seed others`() {
    let logits = (0..<100).map { Float($0 % 7) }
    func draws(_ seed: UInt64) -> [Int?] {
      var sampler = Sampler(
        settings {
          $0.temperature = 1
          $0.seed = seed
        })
      return (0..<50).map { _ in sampler.draw(logits) }
    }
    #expect(draws(1) == draws(1))
    #expect(draws(1) != draws(2))
  }

  @Test func `repetition is penalized on either side of zero`() {
    var sampler = Sampler(settings { $0.repetitionPenalty = 2 })
    #expect(sampler.draw([3, 2, 0], seen: [0, 0]) == 1)
    #expect(sampler.draw([-1, -1.5], seen: [0]) == 1)
    #expect(sampler.draw([3, 2], seen: []) == 0)
  }
}
