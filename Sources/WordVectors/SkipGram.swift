import Model

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Skip-gram with negative sampling: items that keep the same company get similar vectors.
///
/// For each item and each of its neighbors in a sequence, the item's vector is drawn towards the
/// neighbor's second vector, and away from those of a few items drawn by chance. Equal sequences,
/// settings and seed give equal vectors: it runs on one thread.
///
/// Source: Mikolov et al. 2013, arXiv:1310.4546; windows of random length, subsampling and the decay
/// of the rate as in `word2vec.c`.
package struct SkipGram: Sendable {
  /// Numbers of a vector; a multiple of 8.
  package var dimensions = 96
  /// How far neighbors may stand apart; a place's own reach is drawn from 1 to this.
  package var window = 5
  /// Items that are drawn against each neighbor.
  package var negatives = 5
  /// Items that occur less often are left out.
  package var minimumCount = 1
  /// Occurrences of items with a greater share of all are left out in part; 0 for none.
  package var subsampling = 1e-3
  /// Times that the sequences are read; nil for 5, or as many as make two million steps.
  package var epochs: Int?
  /// The rate of the first step, which falls to nearly nothing in a straight line.
  package var rate: Float = 0.025
  /// Where chance begins.
  package var seed: UInt64 = 1

  package init() {}

  /// Settings for short lists whose order means little: everything in a list goes with everything.
  package static var lists: SkipGram {
    var settings = SkipGram()
    settings.dimensions = 32
    settings.window = 20
    settings.subsampling = 0
    settings.rate = 0.0125
    return settings
  }

  /// Learns vectors.
  ///
  /// - Parameters:
  ///   - sequences: What occurs with what.
  ///   - progress: Told the part that is done, from 0 to 1.
  /// - Returns: The items that occur often enough, the most frequent first.
  /// - Throws: ``WordVectorError/tooFewItems(count:minimumCount:)``.
  /// - Complexity: O(*n*) in the items of the sequences, times window, negatives and dimensions.
  package func learn(
    _ sequences: ItemSequences, progress: (Double) -> Void = { _ in }
  ) throws(WordVectorError) -> VectorTable {
    precondition(dimensions > 0 && dimensions.isMultiple(of: 8), "\(dimensions) dimensions")
    let kept = sequences.counts.indices.filter { sequences.counts[$0] >= minimumCount }
      .sorted { (-sequences.counts[$0], $0) < (-sequences.counts[$1], $1) }
    guard kept.count > 1 else {
      throw .tooFewItems(count: kept.count, minimumCount: minimumCount)
    }
    let counts = kept.map { sequences.counts[$0] }
    var run = SkipGramRun(self, counts: counts)
    let corpus = Corpus(sequences, kept)
    let epochs = epochs ?? max(5, min(1000, 2_000_000 / max(1, corpus.items.count * window)))
    for epoch in 0..<epochs {
      run.read(corpus, epoch: epoch, of: epochs, progress: progress)
    }
    return VectorTable(
      names: kept.map { sequences.names[$0] }, counts: counts, dimensions: dimensions,
      vectors: run.vectors)
  }

  /// The sequences as numbers of the items that are kept.
  struct Corpus {
    var items: [Int32] = []
    var ends: [Int] = []

    init(_ sequences: ItemSequences, _ kept: [Int]) {
      var numbers = [Int32](repeating: -1, count: sequences.names.count)
      for (number, item) in kept.enumerated() { numbers[item] = Int32(number) }
      var start = 0
      for end in sequences.ends {
        items += sequences.items[start..<end].map { numbers[Int($0)] }.filter { $0 >= 0 }
        ends.append(items.count)
        start = end
      }
    }
  }
}

/// The state of learning.
private struct SkipGramRun {
  private let settings: SkipGram
  /// Vectors in parts of eight numbers: those of the items, and those of the items as neighbors.
  private var inner: [SIMD8<Float>]
  private var outer: [SIMD8<Float>]
  private let width: Int
  private let negatives: AliasTable
  /// The probability that an occurrence of an item is read.
  private let keeping: [Double]
  private var generator: SplitMix64
  private var change: [SIMD8<Float>]

  init(_ settings: SkipGram, counts: [Int]) {
    self.settings = settings
    width = settings.dimensions / 8
    generator = SplitMix64(seed: settings.seed)
    negatives = AliasTable(counts.map { pow(Double($0), 0.75) })
    let total = Double(counts.reduce(0, +))
    keeping = counts.map { count in
      let excess = Double(count) / total / settings.subsampling
      return settings.subsampling > 0 ? (excess.squareRoot() + 1) / excess : 1
    }
    outer = Array(repeating: .zero, count: counts.count * width)
    change = Array(repeating: .zero, count: width)
    inner = outer
    for index in inner.indices {
      for lane in 0..<8 {
        inner[index][lane] = Float(generator.nextUnit() - 0.5) / Float(settings.dimensions)
      }
    }
  }

  /// The items' vectors, one after the other.
  var vectors: [Float] { inner.flatMap { part in (0..<8).map { part[$0] } } }

  mutating func read(
    _ corpus: SkipGram.Corpus, epoch: Int, of epochs: Int, progress: (Double) -> Void
  ) {
    var start = 0
    var sequence: [Int32] = []
    var reported = 0
    for end in corpus.ends {
      sequence.removeAll(keepingCapacity: true)
      for item in corpus.items[start..<end] where isKept(item) { sequence.append(item) }
      let done = (Double(start) / Double(corpus.items.count) + Double(epoch)) / Double(epochs)
      learn(sequence, rate: settings.rate * Float(max(1e-4, 1 - done)))
      start = end
      if start - reported > 1 << 16 {
        reported = start
        progress(done)
      }
    }
  }

  private mutating func isKept(_ item: Int32) -> Bool {
    keeping[Int(item)] >= 1 || generator.nextUnit() < keeping[Int(item)]
  }

  private mutating func learn(_ sequence: [Int32], rate: Float) {
    for place in sequence.indices {
      let reach = 1 + Int(generator.next() % UInt64(settings.window))
      for near in max(0, place - reach)...min(sequence.count - 1, place + reach)
      where near != place {
        learn(Int(sequence[place]), neighbor: Int(sequence[near]), rate)
      }
    }
  }

  private mutating func learn(_ item: Int, neighbor: Int, _ rate: Float) {
    for part in change.indices { change[part] = .zero }
    draw(item, towards: neighbor, 1, rate)
    for _ in 0..<settings.negatives {
      let other = negatives.draw(&generator)
      if other != neighbor { draw(item, towards: other, 0, rate) }
    }
    for part in 0..<width { inner[item * width + part] += change[part] }
  }

  /// One step of logistic regression: `label` is 1 for a neighbor and 0 for what chance gave.
  private mutating func draw(_ item: Int, towards other: Int, _ label: Float, _ rate: Float) {
    let (from, to) = (item * width, other * width)
    var sum = SIMD8<Float>.zero
    for part in 0..<width { sum += inner[from + part] * outer[to + part] }
    let step = rate * (label - Sigmoid.value(sum.sum()))
    for part in 0..<width {
      change[part] += step * outer[to + part]
      outer[to + part] += step * inner[from + part]
    }
  }
}

/// The logistic function from a table.
private enum Sigmoid {
  private static let limit: Float = 8
  private static let steps: Float = 512
  private static let table = (0...Int(2 * limit * steps)).map { index in
    Float(1 / (1 + exp(-(Double(index) / Double(steps) - Double(limit)))))
  }

  /// 1 / (1 + e⁻ˣ) to three digits.
  static func value(_ x: Float) -> Float {
    table[Int((min(max(x, -limit), limit) + limit) * steps)]
  }
}
