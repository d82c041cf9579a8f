import Model
import Testing
import WordVectors

@Suite struct AliasTableTests {
  @Test(arguments: [
    [1.0], [1, 1], [5, 1, 0.5, 3, 0.001, 8], Array(repeating: 2, count: 100) + [300],
  ])
  func `numbers come as often as they weigh`(_ weights: [Double]) {
    let table = AliasTable(weights)
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: weights.count)
    let draws = 200_000
    for _ in 0..<draws { counts[table.draw(&generator)] += 1 }
    let total = weights.reduce(0, +)
    for (count, weight) in zip(counts, weights) {
      let expected = weight / total * Double(draws)
      #expect(abs(Double(count) - expected) < 6 * max(1, expected).squareRoot())
    }
  }
}
