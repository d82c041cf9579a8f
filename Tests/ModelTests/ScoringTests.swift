import Foundation
import Model
import TestSupport
import Testing

@Suite struct ScoringTests {
  @Test func `a score is the logarithm of the softmax and the place in the order`() {
    let logits: [Float] = [1, 3, 2, 3]
    let sum = logits.reduce(0) { $0 + exp(Double($1)) }
    for (token, rank) in [(0, 3), (1, 0), (2, 2), (3, 1)] {
      let score = TokenScore(of: UInt32(token), in: logits.span)
      #expect(abs(score.logProbability - (Double(logits[token]) - log(sum))) < 1e-6)
      #expect(score.rank == rank)
    }
  }

  @Test func `the most probable tokens are those that a sort puts first`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<50 {
      let logits = (0..<40).map { _ in Float(Int.random(in: -5...5, using: &generator)) }
      let sorted = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
      for count in [0, 1, 3, 40, 99] {
        let score = TokenScore(of: 7, in: logits.span, top: count)
        #expect(score.top.map { Int($0.id) } == Array(sorted.prefix(count)))
        for candidate in score.top {
          let alone = TokenScore(of: candidate.id, in: logits.span)
          #expect(candidate.logProbability == alone.logProbability)
        }
      }
    }
  }

  @Test func `long text slides through the window, each token scored once`() throws {
    let (model, _) = try RandomModel.load(RandomModel.gpt2, seed: 67)
    let text = (0..<100).map { UInt32($0 * 31 % 83) }
    let whole = try InferenceContext(model: model).score(text)
    #expect(whole.count == 99)
    let window = InferenceContext(model: model, capacity: 16)
    let scores = try window.score(text)
    #expect(scores.count == 99)
    #expect(scores.prefix(16) == whole.prefix(16))
    // Windows begin at 0, 8, 16, 24: token 40 is the last that the one at 24 reaches.
    let context = InferenceContext(model: model)
    let logits = try context.append(text[24..<40])
    let expected = TokenScore(of: text[40], in: logits.span)
    #expect(scores[39] == expected)
    #expect(try InferenceContext(model: model).score([5]).isEmpty)
    #expect(try InferenceContext(model: model).score([]).isEmpty)
  }
}
