import Model

/// Random numbers in (-1, 1), the same for the same seed.
func randomFloats(_ count: Int, seed: UInt64) -> [Float] {
  var generator = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float(2 * generator.nextUnit() - 1) }
}

/// The nearest bfloat16, ties to even.
func roundedToHalf(_ x: Float) -> Float {
  let bits = x.bitPattern
  return Float(bitPattern: (bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff_0000)
}

/// a (m, k) times b (k, n), in double precision.
func product(_ a: [Float], _ b: [Float], m: Int, n: Int, k: Int) -> [Double] {
  var c = [Double](repeating: 0, count: m * n)
  for row in 0..<m {
    for step in 0..<k {
      let x = Double(a[row * k + step])
      for column in 0..<n { c[row * n + column] += x * Double(b[step * n + column]) }
    }
  }
  return c
}

/// The transpose of a matrix.
func transposed(_ a: [Float], rows: Int, columns: Int) -> [Float] {
  (0..<rows * columns).map { a[$0 % rows * columns + $0 / rows] }
}

/// The largest difference, relative to the largest value.
func relativeError(_ a: [Float], _ b: [Double]) -> Double {
  let scale = b.reduce(1e-30) { max($0, abs($1)) }
  return zip(a, b).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / scale
}
