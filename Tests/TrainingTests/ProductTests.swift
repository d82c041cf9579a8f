import CKernels
import Model
import Testing

/// One instruction set and one precision.
struct Variant: CustomTestStringConvertible, Sendable {
  var level: UInt32
  var format: Int32

  var testDescription: String { "level \(level), format \(format)" }
  var kernels: ck_train_kernels { unsafe ck_train_kernels(ck_train_level(level)).pointee }
  /// Numbers in a unit.
  var pair: Int { 1 << Int(format) }

  /// What the kernels multiply in the place of x.
  func rounded(_ x: [Float]) -> [Float] { format == 1 ? x.map(roundedToHalf) : x }

  /// All that this processor has.
  static let all = (0...ck_train_best_level().rawValue).flatMap { level in
    [Variant(level: level, format: 0), Variant(level: level, format: 1)]
  }
}

@Suite struct ProductTests {
  @Test(arguments: Variant.all)
  func `products equal their definition on random shapes`(_ variant: Variant) {
    var generator = SplitMix64(seed: 5)
    for round in 0..<12 {
      let m = 32 * Int(generator.next() % 4 + 1)
      let n = 32 * Int(generator.next() % 4 + 1)
      // Past the blocks of 256 steps as well.
      let k = 32 * Int(generator.next() % 24 + 1)
      let a = randomFloats(m * k, seed: UInt64(round))
      let b = randomFloats(k * n, seed: UInt64(round + 100))
      let expected = product(variant.rounded(a), variant.rounded(b), m: m, n: n, k: k)
      let byRows = multiplied(a, b, m, n, k, variant, transposing: false)
      #expect(relativeError(byRows, expected) < 2e-6)
      let byColumns = multiplied(a, b, m, n, k, variant, transposing: true)
      #expect(relativeError(byColumns, expected) < 2e-6)
    }
  }

  @Test(arguments: Variant.all)
  func `products add to what is there`(_ variant: Variant) {
    let a = randomFloats(32 * 32, seed: 1)
    let b = randomFloats(32 * 32, seed: 2)
    let plain = multiplied(a, b, 32, 32, 32, variant, transposing: false)
    let added = multiplied(a, b, 32, 32, 32, variant, transposing: false, start: 1)
    #expect(relativeError(added, plain.map { Double($0) + 1 }) < 1e-6)
  }

  @Test(arguments: Variant.all)
  func `packing a transpose is packing what was transposed`(_ variant: Variant) {
    let (n, k) = (96, 160)
    let x = randomFloats(n * k, seed: 3)
    let y = transposed(x, rows: n, columns: k)
    var direct = [UInt32](repeating: 0, count: n * k / variant.pair)
    var turned = direct
    var viaUnits = direct
    var units = direct
    unsafe variant.kernels.pack(&direct, y, n, k, n, variant.format)
    unsafe variant.kernels.pack_transposed(&turned, x, k, n, k, variant.format)
    unsafe variant.kernels.to_units(&units, y, n * k, variant.format)
    unsafe variant.kernels.pack_units(&viaUnits, units, n / variant.pair, k, n, variant.format)
    #expect(direct == turned)
    #expect(direct == viaUnits)
  }

  private func multiplied(
    _ a: [Float], _ b: [Float], _ m: Int, _ n: Int, _ k: Int, _ variant: Variant,
    transposing: Bool, start: Float = 0
  ) -> [Float] {
    let kernels = variant.kernels
    let steps = k / variant.pair
    var c = [Float](repeating: start, count: m * n)
    var panels = [UInt32](repeating: 0, count: k * n)
    unsafe kernels.pack(&panels, b, n, k, n, variant.format)
    var left = [UInt32](repeating: 0, count: m * k)
    if transposing {
      let turned = transposed(a, rows: m, columns: k)
      unsafe kernels.pack(&left, turned, m, k, m, variant.format)
      unsafe kernels.multiply_transposed(
        &c, n, left, steps * 32, panels, steps * 32, m, n, steps, 0, variant.format)
    } else {
      unsafe kernels.to_units(&left, a, m * k, variant.format)
      unsafe kernels.multiply(
        &c, n, left, steps, panels, steps * 32, m, n, steps, start == 0 ? 0 : 1, variant.format)
    }
    return c
  }
}
