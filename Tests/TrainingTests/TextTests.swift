import Testing
import Training

@Suite struct TextTests {
  @Test func `a target is the token after its input`() {
    let text = TinyRun.text(1000, seed: 4)
    var order = WindowOrder(text: text, separator: 95, length: 64, seed: 1)
    var position = WindowOrder.Position()
    let examples = order.next(order.windowsPerEpoch, at: &position)
    for window in 0..<order.windowsPerEpoch {
      let range = window * 64..<(window + 1) * 64
      #expect(examples.inputs[range].dropFirst() == examples.targets[range].dropLast())
    }
    // Each of the pairs is one of the text, or joins the ends of two documents.
    let pairs = Set(zip(text, text.dropFirst()).map { Int($0.0) << 16 | Int($0.1) })
    for (input, target) in zip(examples.inputs, examples.targets) where input != 95 {
      #expect(pairs.contains(Int(input) << 16 | Int(target)))
    }
  }

  @Test func `an epoch reads every window once, the next in another order`() {
    // One document, so that windows are the same in every epoch; all its tokens differ.
    let text = (0..<6400).map { UInt16($0) } + [6400]
    var order = WindowOrder(text: text, separator: 6400, length: 64, seed: 1)
    var position = WindowOrder.Position()
    let first = (0..<10).map { _ in order.next(10, at: &position) }.flatMap(\.inputs)
    #expect(first.sorted() == (0..<6400).map { Int32($0) })
    #expect(first != first.sorted())
    let second = (0..<10).map { _ in order.next(10, at: &position) }.flatMap(\.inputs)
    #expect(position == WindowOrder.Position(epoch: 1, window: 100))
    #expect(second.sorted() == first.sorted() && second != first)
  }

  @Test func `a place in the order is enough to go on from`() {
    let text = TinyRun.text(3000, seed: 5)
    var order = WindowOrder(text: text, separator: 95, length: 64, seed: 7)
    var position = WindowOrder.Position()
    for _ in 0..<9 { _ = order.next(6, at: &position) }
    var again = WindowOrder(text: text, separator: 95, length: 64, seed: 7)
    var same = position
    #expect(order.next(6, at: &position) == again.next(6, at: &same))
  }

  @Test func `frequent tokens are classes and rare ones are spelled`() {
    let bytes: [[UInt8]] =
      (0..<256).map { [UInt8($0)] } + ["the", "th", "there", "unseen"].map { Array($0.utf8) } + [[]]
    let text: [UInt16] = [256, 256, 256, 257, 257, 258, 260]
    let vocabulary = ClassVocabulary(text: text, bytes: bytes, separator: 260, minimumCount: 2)
    #expect(vocabulary.tokens.count == 256 + 2 + 1)
    #expect(Array(vocabulary.tokens.prefix(3)) == [256, 257, 260])
    let spelled = vocabulary.encode([258, 259]).map { bytes[Int(vocabulary.tokens[Int($0)])] }
    #expect(spelled == ["the", "r", "e", "u", "n", "s", "e", "e", "n"].map { Array($0.utf8) })
    #expect(ClassVocabulary(tokens: vocabulary.tokens, bytes: bytes) == vocabulary)
  }
}
