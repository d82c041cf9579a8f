package import Model

/// Draws numbers with given weights, each in constant time.
///
/// Source: Walker 1977; built as by Vose 1991.
package struct AliasTable {
  /// The probability, in 2³² parts, that a column gives its own number.
  private var own: [UInt32]
  /// What it gives otherwise.
  private var other: [Int32]

  /// Prepares draws of `0..<weights.count`.
  package init(_ weights: [Double]) {
    let scale = Double(weights.count) / weights.reduce(0, +)
    var rest = weights.map { $0 * scale }
    own = Array(repeating: .max, count: weights.count)
    other = (0..<Int32(weights.count)).map(\.self)
    var small = rest.indices.filter { rest[$0] < 1 }
    var large = rest.indices.filter { rest[$0] >= 1 }
    while let less = small.popLast(), let more = large.last {
      own[less] = UInt32(rest[less] * 0x1p32)
      other[less] = Int32(more)
      rest[more] -= 1 - rest[less]
      if rest[more] < 1 {
        large.removeLast()
        small.append(more)
      }
    }
  }

  /// A number.
  package func draw(_ generator: inout SplitMix64) -> Int {
    let bits = generator.next()
    let column = Int(((bits >> 32) * UInt64(own.count)) >> 32)
    return UInt32(truncatingIfNeeded: bits) < own[column] ? column : Int(other[column])
  }
}
