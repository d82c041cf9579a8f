import Documents
import TestSupport
import Testing
import Text

/// The definition of a token tree: the starts of all tokens, ascending, and the text's length.
private struct FlatTokens {
  var starts: [Int]
  var byteCount: Int

  /// Replaces the tokens that start in a range by others, given from the range's start.
  mutating func replace(_ range: Range<Int>, with starts: [Int], byteCount: Int) {
    let delta = byteCount - range.count
    self.starts =
      self.starts.filter { $0 < range.lowerBound } + starts.map { $0 + range.lowerBound }
      + self.starts.filter { range.upperBound <= $0 }.map { $0 + delta }
    self.byteCount += delta
  }
}

private func run(_ starts: [Int], byteCount: Int) -> TokenRun {
  var run = TokenRun()
  run.appendGap(starts.first ?? byteCount)
  for (start, next) in zip(starts, starts.dropFirst() + [byteCount]) {
    run.appendToken(next - start)
  }
  return run
}

@Suite struct TokenTreeTests {
  @Test(arguments: 1...4) func `replacements end where those of an array end`(seed: UInt64) {
    var random = EditGenerator(seed: seed)
    // Steps longer than an entry holds, tokens of no bytes, and gaps before the first token.
    let steps = seed % 2 == 0 ? [0, 1, 2, 3, 4, 5, 200] : [1, 2, 3, 4]
    func tokens(_ count: Int, _ random: inout EditGenerator) -> ([Int], Int) {
      var starts: [Int] = []
      var byte = random.number(below: 3)
      for _ in 0..<count {
        starts.append(byte)
        byte += steps[random.number(below: steps.count)]
      }
      return (starts, byte + 1)
    }
    let (starts, byteCount) = tokens(8000, &random)
    var flat = FlatTokens(starts: starts, byteCount: byteCount)
    var tree = TokenTree(run(starts, byteCount: byteCount))
    for step in 0..<80 {
      let first = random.number(below: flat.byteCount + 1)
      let longest = 1 << random.number(below: 16)
      let range = first..<min(flat.byteCount, first + random.number(below: longest))
      let (starts, byteCount) = tokens(random.number(below: longest / 2 + 1), &random)
      flat.replace(range, with: starts, byteCount: byteCount)
      tree.replace(range, with: run(starts, byteCount: byteCount))

      #expect(tree.count == flat.starts.count)
      #expect(tree.byteCount == flat.byteCount)
      let offset = random.number(below: flat.byteCount + 1)
      #expect(tree.count(before: offset) == flat.starts.count { $0 < offset })
      let window = offset..<min(flat.byteCount, offset + 500)
      var found: [Int] = []
      tree.forEachStart(in: window) { found.append($0) }
      #expect(found == flat.starts.filter(window.contains))
      if !flat.starts.isEmpty {
        let index = random.number(below: flat.starts.count)
        #expect(tree.start(ofToken: index) == flat.starts[index])
      }
      #expect(tree.start(ofToken: flat.starts.count) == flat.byteCount)
      if let broken = tree.brokenInvariant() {
        Issue.record("step \(step): \(broken)")
        return
      }
    }
  }
}
