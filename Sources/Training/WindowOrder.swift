import Model

/// The order in which a text is read: windows of equal length, in a new order every epoch.
///
/// An epoch puts the documents in random order end to end, cuts the whole into windows, and puts
/// those in random order, so that a step sees many documents and a window mostly one. The order
/// follows from the seed and the epoch; a place in it is two numbers.
package struct WindowOrder {
  /// A place in the order.
  package struct Position: Equatable, Sendable {
    /// Epochs that are over.
    package var epoch = 0
    /// Windows of this one that were read.
    package var window = 0

    /// A place; the beginning unless told otherwise.
    package init(epoch: Int = 0, window: Int = 0) {
      self.epoch = epoch
      self.window = window
    }
  }

  private let text: [UInt16]
  private let documents: [Range<Int>]
  private let length: Int
  private let seed: UInt64
  private var epoch = -1
  private var stream: [UInt16] = []
  private var order: [Int32] = []

  /// Prepares the order of a text.
  ///
  /// - Parameters:
  ///   - text: Classes, documents ended by `separator`.
  ///   - separator: The class that ends a document.
  ///   - length: Tokens of a window.
  ///   - seed: What the order follows from.
  /// - Precondition: The text has more than `length` classes.
  package init(text: [UInt16], separator: UInt16, length: Int, seed: UInt64) {
    precondition(text.count > length, "\(text.count) classes do not fill a window of \(length)")
    self.text = text
    self.length = length
    self.seed = seed
    var documents: [Range<Int>] = []
    var start = 0
    for (index, item) in text.enumerated() where item == separator {
      documents.append(start..<index + 1)
      start = index + 1
    }
    if start < text.count { documents.append(start..<text.count) }
    self.documents = documents
  }

  /// Windows in an epoch.
  ///
  /// A window's last target is the first input of the next.
  package var windowsPerEpoch: Int { (text.count - 1) / length }

  /// Reads the next `count` windows.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - position: Where to read; moves on. The last windows of an epoch are left out if they do
  ///     not fill the call.
  /// - Returns: Inputs and targets: each target is the class that follows its input in the text.
  package mutating func next(_ count: Int, at position: inout Position) -> Examples {
    precondition(count <= windowsPerEpoch, "\(count) windows of \(windowsPerEpoch)")
    if position.window + count > windowsPerEpoch {
      position.epoch += 1
      position.window = 0
    }
    prepare(position.epoch)
    var examples = Examples(inputs: [], targets: [])
    for window in order[position.window..<position.window + count] {
      let start = Int(window) * length
      for index in start..<start + length {
        examples.inputs.append(Int32(stream[index]))
        examples.targets.append(Int32(stream[index + 1]))
      }
    }
    position.window += count
    return examples
  }

  private mutating func prepare(_ wanted: Int) {
    guard epoch != wanted else { return }
    epoch = wanted
    var generator = SplitMix64(seed: seed, purpose: .documents, moment: wanted)
    stream.removeAll(keepingCapacity: true)
    stream.reserveCapacity(text.count)
    for document in generator.permutation(documents.count) {
      stream.append(contentsOf: text[documents[Int(document)]])
    }
    generator = SplitMix64(seed: seed, purpose: .windows, moment: wanted)
    order = generator.permutation(windowsPerEpoch)
  }
}
