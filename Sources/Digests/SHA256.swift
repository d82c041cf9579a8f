/// The hash function of FIPS 180-4: what two sides compare that should hold the same text.
package enum SHA256 {
  /// The hash as 64 hexadecimal digits.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    var message = bytes
    let bits = UInt64(message.count) * 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    var state = InlineArray<8, UInt32> { fraction(Double(firstPrimes[$0]).squareRoot()) }
    let constants = InlineArray<64, UInt32> { fraction(cubeRoot(of: Double(firstPrimes[$0]))) }
    let span = message.span
    for start in stride(from: 0, to: span.count, by: 64) {
      compress(&state, span.extracting(start..<start + 64), constants)
    }
    return (0..<8).map { index in
      let digits = String(state[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
    .joined()
  }

  /// Takes a block of 64 bytes in.
  private static func compress(
    _ state: inout InlineArray<8, UInt32>, _ block: Span<UInt8>,
    _ constants: borrowing InlineArray<64, UInt32>
  ) {
    var words = InlineArray<64, UInt32>(repeating: 0)
    for index in 0..<16 {
      let (high, low) = (UInt32(block[4 * index]) << 8, UInt32(block[4 * index + 2]) << 8)
      words[index] =
        (high | UInt32(block[4 * index + 1])) << 16 | low | UInt32(block[4 * index + 3])
    }
    for index in 16..<64 {
      let early = words[index - 15]
      let late = words[index - 2]
      let first = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
      let second = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
      words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = e & f ^ ~e & g
      let first = h &+ sum1 &+ choice &+ constants[index] &+ words[index]
      let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = a & b ^ a & c ^ b & c
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ sum0 &+ majority)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// By Newton's method: the C library's would have to be linked for this alone.
  private static func cubeRoot(of number: Double) -> Double {
    var root = number.squareRoot()
    for _ in 0..<32 { root -= (root * root * root - number) / (3 * root * root) }
    return root
  }

  private static func fraction(_ root: Double) -> UInt32 {
    UInt32((root - root.rounded(.down)) * 4_294_967_296)
  }

  /// The first 64 primes.
  private static let firstPrimes: [Int] = {
    var primes: [Int] = []
    var candidate = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }()
}
