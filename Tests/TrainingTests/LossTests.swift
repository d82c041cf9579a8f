import CKernels
import Model
import Testing
import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct LossTests {
  /// The loss and its gradients by the definition, in double precision.
  private func definition(
    _ x: [Float], _ table: [Float], _ targets: [Int32], offsets: [Float], width: Int
  ) -> (nats: Double, dX: [Double], dTable: [Double]) {
    let tokens = targets.count
    let classes = offsets.count
    let turned = transposed(table, rows: classes, columns: width)
    let logits = product(x, turned, m: tokens, n: classes, k: width)
    var result = (
      nats: 0.0, dX: [Double](repeating: 0, count: x.count),
      dTable: [Double](repeating: 0, count: table.count)
    )
    for token in 0..<tokens {
      let row = (0..<classes).map { exp(logits[token * classes + $0] + Double(offsets[$0])) }
      let total = row.reduce(0, +)
      let target = Int(targets[token])
      result.nats += log(total) - logits[token * classes + target]
      for index in 0..<classes {
        let slope = row[index] / total - (index == target ? 1 : 0)
        for column in 0..<width {
          result.dX[token * width + column] += slope * Double(table[index * width + column])
          result.dTable[index * width + column] += slope * Double(x[token * width + column])
        }
      }
    }
    return result
  }

  @Test(arguments: Variant.all)
  func `the fused loss equals its definition`(_ variant: Variant) {
    let (tokens, width, classes) = (576, 64, 544)
    let x = variant.rounded(randomFloats(tokens * width, seed: 1))
    let table = variant.rounded(randomFloats(classes * width, seed: 2))
    let targets = (0..<tokens).map { Int32($0 * 7 % 500) }
    let offsets = (0..<classes).map { $0 < 500 ? 0 : Float($0 % 3) }
    let expected = definition(x, table, targets, offsets: offsets, width: width)
    let pair = variant.pair
    var forward = [UInt32](repeating: 0, count: classes * width / pair)
    var backward = forward
    let kernels = variant.kernels
    unsafe kernels.pack_transposed(&forward, table, width, classes, width, variant.format)
    unsafe kernels.pack(&backward, table, width, classes, width, variant.format)
    var scratch = [UInt32](
      repeating: 0, count: ck_train_head_scratch(tokens, width, classes, variant.format))
    var dX = [Float](repeating: 0, count: x.count)
    var dTable = [Float](repeating: 0, count: table.count)
    var losses = [Float](repeating: 0, count: tokens)
    let nats = unsafe forward.withUnsafeBufferPointer { forward in
      unsafe backward.withUnsafeBufferPointer { backward in
        unsafe table.withUnsafeBufferPointer { table in
          unsafe offsets.withUnsafeBufferPointer { offsets in
            unsafe kernels.cross_entropy(
              &dX, &dTable, &losses, x, targets,
              ck_train_head(
                tokens: tokens, width: width, classes: classes, format: variant.format,
                forward: forward.baseAddress.unsafelyUnwrapped,
                backward: backward.baseAddress.unsafelyUnwrapped,
                table: table.baseAddress.unsafelyUnwrapped,
                offsets: offsets.baseAddress.unsafelyUnwrapped, scale: 1), &scratch)
          }
        }
      }
    }
    // Probabilities are kept as bfloat16 there: 8 bits.
    let tolerance = variant.format == 1 ? 4e-3 : 2e-6
    #expect(abs(nats - expected.nats) < 1e-5 * expected.nats)
    #expect(abs(losses.reduce(0) { $0 + Double($1) } - nats) < 1e-5 * nats)
    #expect(relativeError(dX, expected.dX) < tolerance)
    #expect(relativeError(dTable, expected.dTable) < tolerance)
  }

  @Test func `a sampled softmax is the whole one on average`() {
    var settings = TinyRun.settings()
    let whole = TinyRun.trainer(settings)
    TinyRun.scatter(whole)
    let examples = TinyRun.examples()
    let expected = whole.computeGradients(examples)
    settings.sampler = ClassSampler(always: 1, sampled: 24)
    // Targets always take part: with few of them most classes are left to chance.
    let few = Examples(
      inputs: examples.inputs, targets: examples.targets.map { $0 % 8 })
    let reference = TinyRun.trainer()
    TinyRun.scatter(reference)
    let exact = reference.computeGradients(few)
    var sum: Float = 0
    for seed in 0..<20 {
      settings.seed = UInt64(seed)
      let sampled = TinyRun.trainer(settings)
      TinyRun.scatter(sampled)
      sum += sampled.computeGradients(few)
    }
    #expect(abs(sum / 20 - exact) < 0.03 * exact)
    #expect(expected > 0)
  }
}
