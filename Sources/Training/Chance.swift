import Model

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SplitMix64 {
  /// A generator for one purpose at one moment, so that nothing but the two need be stored.
  init(seed: UInt64, purpose: Purpose, moment: Int) {
    var mixer = SplitMix64(seed: seed ^ purpose.rawValue &* 0xd1b5_4a32_d192_ed03)
    mixer = SplitMix64(seed: mixer.next() ^ UInt64(bitPattern: Int64(moment)))
    self.init(seed: mixer.next())
  }

  /// What chance is wanted for.
  enum Purpose: UInt64 {
    case initialization = 1
    case documents, windows, classes
  }

  /// An integer in `0..<bound`.
  mutating func next(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A draw from the standard normal distribution.
  ///
  /// Source: Box and Muller 1958.
  mutating func nextNormal() -> Float {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return Float(radius * cos(2 * Double.pi * nextUnit()))
  }

  /// The numbers `0..<count` in random order.
  mutating func permutation(_ count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map(\.self)
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, next(below: index + 1))
    }
    return order
  }
}

/// The natural logarithm.
func logarithm(_ x: Float) -> Float { log(x) }

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

/// The cosine of an angle in radians.
func cosine(_ x: Float) -> Float { cos(x) }

/// e to the power of x.
func exponential(_ x: Double) -> Double { exp(x) }
