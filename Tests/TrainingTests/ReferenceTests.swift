import Model
import Testing
import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct ReferenceTests {
  @Test func `loss and gradients are PyTorch's`() {
    var settings = TinyRun.settings()
    settings.shape = TrainingShape(classes: 64, width: 64, layers: 2, heads: 2, hidden: 32)
    settings.sequences = 2
    let bytes = (0..<64).map { [UInt8($0)] }
    let trainer = Trainer(
      settings: settings, vocabulary: ClassVocabulary(tokens: Array(0..<64), bytes: bytes),
      text: TinyRun.text(1000, seed: 1).map { $0 % 64 }, separator: 63, parallelism: .serial)
    for group in trainer.layout.groups {
      let isGain = group.rows == 1
      let size = isGain ? 0.3 : 1.5 / Double(group.columns).squareRoot()
      for index in group.range {
        let ripple = Double(index % 1000)
        let value = Float(size * sin(0.37 * Double(index) + 1e-3 * ripple * ripple))
        trainer[parameter: index] = value + (isGain ? 1 : 0)
      }
    }
    let text: [Int32] = (0...128).map { (index: Int32) in (index * index * 7 + index / 3) % 64 }
    let loss = trainer.computeGradients(
      Examples(inputs: Array(text.dropLast()), targets: Array(text.dropFirst())))
    #expect(abs(Double(loss) - Reference.loss) < 1e-5)
    for (group, expected) in zip(trainer.layout.groups, Reference.gradients) {
      #expect(group.role.rawValue == expected.role)
      let gradient = group.range.map { Double(trainer.gradient(at: $0)) }
      let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(length - expected.length) < 1e-4 * expected.length, "\(group)")
      for (index, value) in zip([0, 7, 14, 21], expected.values) {
        #expect(abs(gradient[index] - value) < 1e-4 * expected.length, "\(group) [\(index)]")
      }
    }
    #expect(trainer.layout.groups.count == Reference.gradients.count)
  }
}
