import CKernels
import Model
import Testing
import Training

@Suite struct OptimizerTests {
  @Test(arguments: Variant.all.filter { $0.format == 0 })
  func `AdamW's step equals its definition`(_ variant: Variant) {
    let count = 96
    var p = randomFloats(count, seed: 1)
    var m = randomFloats(count, seed: 2)
    var v = randomFloats(count, seed: 3).map(abs)
    let g = randomFloats(count, seed: 4)
    let expected = (0..<count).map { index -> (Double, Double, Double) in
      let gradient = Double(g[index]) * 0.5
      let first = 0.9 * Double(m[index]) + 0.1 * gradient
      let second = 0.95 * Double(v[index]) + 0.05 * gradient * gradient
      let step = (first / 0.271) / ((second / 0.142625).squareRoot() + 1e-8)
      return (Double(p[index]) * (1 - 0.01 * 0.1) - 0.01 * step, first, second)
    }
    unsafe variant.kernels.adamw(
      &p, g, &m, &v, count, 0.5, 0.01, 0.9, 0.95, 0.271, 0.142625, 1e-8, 0.1)
    #expect(relativeError(p, expected.map(\.0)) < 1e-6)
    #expect(relativeError(m, expected.map(\.1)) < 1e-6)
    #expect(relativeError(v, expected.map(\.2)) < 1e-6)
  }

  /// After one step from zero weights the matrix is the rate times a nearly orthogonal one.
  @Test func `Muon's updates are nearly orthogonal`() {
    var settings = TinyRun.settings()
    settings.schedule.warmUp = 0
    settings.muon.decay = 0
    let trainer = TinyRun.trainer(settings)
    TinyRun.scatter(trainer)
    let before = (0..<trainer.layout.count).map { trainer[parameter: $0] }
    _ = trainer.advance()
    for group in trainer.layout.groups where group.isBlockMatrix {
      let size = settings.blockRate * 0.2 * Float(max(group.rows, group.columns)).squareRoot()
      let update = group.range.map { (before[$0] - trainer[parameter: $0]) / size }
      let wide = group.rows <= group.columns
      let turned = transposed(update, rows: group.rows, columns: group.columns)
      let side = min(group.rows, group.columns)
      let gram = product(
        wide ? update : turned, wide ? turned : update, m: side, n: side,
        k: max(group.rows, group.columns))
      // The iteration brings singular values near 1, not to it.
      let trace = (0..<side).reduce(0) { $0 + gram[$1 * side + $1] } / Double(side)
      #expect((0.4...1.4).contains(trace), "\(group.role): \(trace)")
      let largest = gram.reduce(0) { max($0, abs($1)) }
      #expect(largest < 2, "\(group.role): \(largest)")
    }
  }
}
