#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import Tokenizers

/// What a model says of the token after some context.
package struct NextToken: Sendable {
  /// Unnormalized log probabilities, (V).
  package let logits: [Float]
  /// The natural logarithm of the sum of their exponentials.
  package let logTotal: Double

  /// Takes over logits.
  ///
  /// - Complexity: O(V), a nanosecond each.
  package init(logits: [Float]) {
    self.logits = logits
    let peak = Self.greatest(logits)
    logTotal = Double(peak) + log(Self.sum(ofExponentialsOf: logits, below: peak))
  }

  /// The probability of a token.
  package func probability(of token: TokenID) -> Double {
    exp(Double(logits[Int(token)]) - logTotal)
  }

  /// The logit of a probability.
  func logit(of probability: Double) -> Float { Float(logTotal + log(probability)) }

  private static func greatest(_ logits: [Float]) -> Float {
    var greatest = SIMD16<Float>(repeating: -.infinity)
    let rest = eachSixteen(of: logits) { _, values in
      greatest.replace(with: values, where: values .> greatest)
    }
    return rest.reduce(greatest.max(), max)
  }

  /// Σ exp(x - peak), single terms in single precision.
  private static func sum(ofExponentialsOf logits: [Float], below peak: Float) -> Double {
    var (total, part) = (0.0, SIMD16<Float>())
    let rest = eachSixteen(of: logits) { start, values in
      part += exponentials(of: values - peak)
      if start & 0x3F0 == 0x3F0 {
        total += Double(part.sum())
        part = SIMD16()
      }
    }
    return rest.reduce(total + Double(part.sum())) { $0 + exp(Double($1 - peak)) }
  }

  /// Hands out sixteen values at a time and gives those that are left.
  private static func eachSixteen(
    of values: [Float], _ body: (_ start: Int, _ some: SIMD16<Float>) -> Void
  ) -> ArraySlice<Float> {
    let whole = values.count / 16 * 16
    unsafe values.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: whole, by: 16) {
        body(start, unsafe bytes.loadUnaligned(fromByteOffset: 4 * start, as: SIMD16<Float>.self))
      }
    }
    return values[whole...]
  }

  /// Exponentials of numbers that are at most 0, to about 1e-7 of each.
  ///
  /// 2^x by its whole part in the exponent's bits and a polynomial for the rest; below 2^-126 it is
  /// 0. Source: the Taylor series of 2^x around 0, on ±1/2.
  private static func exponentials(of values: SIMD16<Float>) -> SIMD16<Float> {
    let powers = (values * 1.4426950408889634).clamped(
      lowerBound: SIMD16(repeating: -127), upperBound: SIMD16(repeating: 0))
    // Added to 1.5 · 2^23 a number is rounded, and its whole part stands in the last bits.
    let shifted = powers + 12_582_912
    let x = (powers - (shifted - 12_582_912)) * 0.6931471805599453
    var series = x * SIMD16(repeating: 1 / 720) + 1 / 120
    series = series * x + 1 / 24
    series = series * x + 1 / 6
    series = series * x + 0.5
    series = series * x + 1
    series = series * x + 1
    let bits = unsafe unsafeBitCast(shifted, to: SIMD16<UInt32>.self)
    let exponents = (bits &+ 127) &<< 23
    return unsafe series * unsafeBitCast(exponents, to: SIMD16<Float>.self)
  }
}
