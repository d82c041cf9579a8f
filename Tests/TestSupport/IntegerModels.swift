import Foundation

/// A language model that looks back two tokens and whose probabilities are ratios of integers.
///
/// They can be reproduced exactly anywhere.
package protocol IntegerModel: Sendable {
  /// The id that ends a text and that stands before its beginning.
  var end: UInt32 { get }
  /// The weight of every token after two others, (V).
  func weights(after context: (UInt32, UInt32)) -> [UInt64]
}

extension IntegerModel {
  /// The probabilities of the token after some tokens, (V).
  package func distribution(after tokens: some BidirectionalCollection<UInt32>) -> [Double] {
    let last = Array(([end, end] + tokens.suffix(2)).suffix(2))
    let weights = weights(after: (last[0], last[1]))
    let total = Double(weights.reduce(0, +))
    return weights.map { Double($0) / total }
  }
}

/// Weights from a hash: heavy tails, nothing like language.
package struct HashModel: IntegerModel {
  package let end: UInt32
  private let count: UInt64
  private let seed: UInt64

  /// Makes a model of `count` tokens.
  package init(count: Int, end: UInt32, seed: UInt64 = 1) {
    (self.count, self.end, self.seed) = (UInt64(count), end, seed)
  }

  package func weights(after context: (UInt32, UInt32)) -> [UInt64] {
    let base =
      seed &+ UInt64(context.0) &* 0x9E37_79B9_7F4A_7C15
      &+ UInt64(context.1) &* 0xC2B2_AE3D_27D4_EB4F
    return (0..<count).map { token in
      var x = base &+ token &* 0x1656_67B1_9E37_79F9
      x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
      x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
      let draw = (x ^ x >> 31) >> 52 + 1
      return 1 + (1 << 24) / (draw * draw)
    }
  }
}

/// Weights from counts of one, two and three tokens in a row.
package struct NgramModel: IntegerModel {
  package let end: UInt32
  private var base: [UInt64]
  private var pairs: [UInt32: [UInt32: UInt64]] = [:]
  private var triples: [UInt64: [UInt32: UInt64]] = [:]

  /// Counts documents of tokens; their ends are counted too.
  package init(count: Int, end: UInt32, documents: [[UInt32]]) {
    self.end = end
    base = Array(repeating: 1, count: count)
    for document in documents {
      var (first, second) = (end, end)
      for token in document + [end] {
        base[Int(token)] += 1
        pairs[second, default: [:]][token, default: 0] += 1
        triples[Self.key(first, second), default: [:]][token, default: 0] += 1
        (first, second) = (second, token)
      }
    }
  }

  package func weights(after context: (UInt32, UInt32)) -> [UInt64] {
    var weights = base
    for (token, count) in pairs[context.1] ?? [:] { weights[Int(token)] += count << 14 }
    for (token, count) in triples[Self.key(context.0, context.1)] ?? [:] {
      weights[Int(token)] += count << 22
    }
    return weights
  }

  private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
    UInt64(first) << 32 | UInt64(second)
  }
}

extension Double {
  /// The natural logarithm.
  package var logarithm: Double { log(self) }
}
