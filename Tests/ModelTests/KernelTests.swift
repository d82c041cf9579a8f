import CKernels
import Foundation
import Model
import TestSupport
import Testing

/// Each instruction set against the scalar one, and that against plain loops.
@Suite struct KernelTests {
  static let names = Kernels.all.dropFirst().map(\.name)

  /// Random numbers of ordinary size.
  struct Numbers {
    var random: SplitMix64

    mutating func floats(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.nextUnit() * 4 - 2) }
    }

    mutating func count(_ most: Int) -> Int { 1 + Int(random.next() % UInt64(most)) }
  }

  /// A random product: the matrix as floats and packed, and the vectors.
  private struct Product {
    var format: Int32
    var rows: Int
    var columns: Int
    var count: Int
    var weights: [Float]
    var vectors: [Float]
    var bias: [Float]
    var tiles: [UInt8]

    var padded: Int { (columns + 31) / 32 * 32 }

    init(format: Int32, numbers: inout Numbers) {
      self.format = format
      rows = numbers.count(70)
      columns = numbers.count(130)
      count = numbers.count(20)
      weights = numbers.floats(rows * columns)
      bias = numbers.floats(rows)
      vectors = []
      tiles = []
      for _ in 0..<count {
        vectors += numbers.floats(columns) + [Float](repeating: 0, count: padded - columns)
      }
      let size = ck_tile_bytes(format, columns)
      let tileCount = (rows + 15) / 16
      var scratch = [Float](repeating: 0, count: 16 * padded)
      tiles = [UInt8](repeating: 0, count: size * tileCount)
      unsafe ck_pack(
        &tiles, format, weights, 0, 0, rows, columns, 0, tileCount, &scratch)
      // What the tiles hold, after rounding.
      for row in 0..<rows {
        unsafe weights.withUnsafeMutableBufferPointer {
          unsafe ck_read_row(
            $0.baseAddress.map { unsafe $0 + row * columns }, tiles, format, columns, row)
        }
      }
    }

    func run(_ name: String) -> [Float] {
      let kernels = unsafe ck_kernels_named(name)
      var codes = [Int8](repeating: 0, count: count * padded)
      var scales = [Float](repeating: 0, count: count * padded / 32)
      var sums = [Int32](repeating: 0, count: count * padded / 32)
      for index in 0..<count {
        let from = Array(vectors[index * padded..<(index + 1) * padded])
        var rowCodes = [Int8](repeating: 0, count: padded)
        var rowScales = [Float](repeating: 0, count: padded / 32)
        var rowSums = [Int32](repeating: 0, count: padded / 32)
        unsafe ck_quantize(kernels, from, padded, &rowCodes, &rowScales, &rowSums)
        codes.replaceSubrange(index * padded..<(index + 1) * padded, with: rowCodes)
        scales.replaceSubrange(index * padded / 32..<(index + 1) * padded / 32, with: rowScales)
        sums.replaceSubrange(index * padded / 32..<(index + 1) * padded / 32, with: rowSums)
      }
      var out = [Float](repeating: 1, count: count * rows)
      unsafe vectors.withUnsafeBufferPointer { values in
        unsafe codes.withUnsafeBufferPointer { codes in
          unsafe scales.withUnsafeBufferPointer { scales in
            unsafe sums.withUnsafeBufferPointer { sums in
              let x = unsafe ck_vectors(
                values: values.baseAddress, codes: codes.baseAddress, scales: scales.baseAddress,
                sums: sums.baseAddress, stride: padded, count: count)
              unsafe ck_matmul(
                kernels, &out, rows, 1, tiles, format, rows, columns, bias, x, 0, (rows + 15) / 16)
            }
          }
        }
      }
      return out
    }

    /// The product in doubles, and the sum of its terms' magnitudes.
    func definition(_ token: Int, _ row: Int) -> (value: Double, magnitude: Double) {
      var value = 1 + Double(bias[row])
      var magnitude = 0.0
      for column in 0..<columns {
        let term =
          Double(weights[row * columns + column]) * Double(vectors[token * padded + column])
        value += term
        magnitude += abs(term)
      }
      return (value, magnitude)
    }
  }

  @Test(arguments: [CK_F32, CK_F16, CK_BF16, CK_Q8, CK_Q4, CK_Q4M])
  func `products agree`(format: ck_format) {
    var numbers = Numbers(random: SplitMix64(seed: UInt64(format.rawValue) + 1))
    for _ in 0..<12 {
      let product = Product(format: Int32(format.rawValue), numbers: &numbers)
      let scalar = product.run("scalar")
      // Vectors lose half a step of 127 in the quantized formats.
      let tolerance = format.rawValue < CK_Q8.rawValue ? 1e-6 : 0.02
      for token in 0..<product.count {
        for row in 0..<product.rows {
          let (value, magnitude) = product.definition(token, row)
          #expect(
            abs(Double(scalar[token * product.rows + row]) - value) <= tolerance * magnitude + 1e-5)
        }
      }
      for name in Self.names { #expect(product.run(name) == scalar, "\(name)") }
    }
  }

  @Test(arguments: Kernels.all.map(\.name))
  func `blocks with numbers out of bounds keep codes in bounds, and do not pass for finite`(
    name: String
  ) {
    let kernels = unsafe ck_kernels_named(name)
    for (odd, isFinite) in [
      (Float.nan, false), (-.nan, false), (.infinity, false), (-.infinity, false),
      (.greatestFiniteMagnitude, false), (.leastNonzeroMagnitude, true),
      (.leastNormalMagnitude / 8, true),
      (-0.0, true),
    ] {
      for place in 0..<32 {
        var values = [Float](repeating: odd.isFinite ? odd / 3 : 1, count: 32)
        values[place] = odd
        var codes = [Int8](repeating: 1, count: 32)
        var scales: [Float] = [1]
        var sums: [Int32] = [1]
        unsafe ck_quantize(kernels, values, 32, &codes, &scales, &sums)
        #expect(sums[0] == codes.reduce(0) { $0 + Int32($1) })
        #expect(codes.allSatisfy { $0 > -128 })
        #expect(scales[0].isFinite == isFinite, "\(odd)")
      }
    }
  }

  @Test func `the environment chooses among those that run here`() {
    let wanted = ProcessInfo.processInfo.environment["PROMPTLS_KERNELS"] ?? ""
    let expected = Kernels.named(wanted) == nil ? Self.names.last ?? "scalar" : wanted
    #expect(Kernels.best.name == expected)
  }

  @Test func `norms and activations agree`() {
    var numbers = Numbers(random: SplitMix64(seed: 9))
    for _ in 0..<30 {
      let count = numbers.count(100)
      let x = numbers.floats(count)
      let weight = numbers.floats(count)
      let bias = numbers.floats(count)
      func results(_ name: String) -> [[Float]] {
        let kernels = unsafe ck_kernels_named(name)
        var out = [[Float]](repeating: [Float](repeating: 0, count: count), count: 4)
        unsafe ck_rms_norm(kernels, &out[0], x, weight, count, 1e-5)
        unsafe ck_layer_norm(kernels, &out[1], x, weight, bias, count, 1e-5)
        unsafe ck_silu_multiply(kernels, &out[2], x, weight, count)
        unsafe ck_gelu(kernels, &out[3], x.map { $0 * 3 }, count)
        return out
      }
      let scalar = results("scalar")
      for name in Self.names { #expect(results(name) == scalar, "\(name)") }
    }
  }

  @Test func `the logarithm of a sum of exponentials is that of the definition`() throws {
    var random = SplitMix64(seed: 3)
    let scalar = try #require(Kernels.named("scalar"))
    for count in [1, 15, 16, 17, 1000, 1024, 1040, 5000] {
      for spread in [0.0, 1, 20, 300] {
        let logits = (0..<count).map { _ in Float((random.nextUnit() - 0.5) * 2 * spread) }
        let peak = Double(logits.max() ?? 0)
        let sum = logits.reduce(0) { $0 + exp(Double($1) - peak) }
        let total = scalar.logTotal(logits)
        #expect(abs(total - peak - log(sum)) < 1e-6)
        for name in Self.names { #expect(Kernels.named(name)?.logTotal(logits) == total) }
      }
    }
    #expect(scalar.logTotal([-.infinity, 2]) == 2)
  }

  @Test func `halves survive the way there and back`() {
    for bits in 0...UInt16.max where bits & 0x7c00 != 0x7c00 || bits & 0x3ff == 0 {
      #expect(ck_float_to_half(ck_half_to_float(bits)) == bits)
    }
    #expect(ck_half_to_float(ck_float_to_half(65519)) == 65504)
    #expect(ck_half_to_float(ck_float_to_half(65520)) == .infinity)
    // Half-way cases go to even.
    #expect(ck_half_to_float(ck_float_to_half(1 + 0x1p-11)) == 1)
    #expect(ck_half_to_float(ck_float_to_half(1 + 3 * 0x1p-11)) == 1 + 0x1p-9)
  }

  /// The fixture is the gguf package's decoding of random blocks.
  @Test func `file formats are decoded as the reference does`() throws {
    let lines = try ModelFixtures.lines("quants.txt")
    for index in stride(from: 0, to: lines.count - 1, by: 3) {
      let head = lines[index].split(separator: " ")
      let source = try #require(Int32(head[1]))
      let count = try #require(Int(head[2]))
      let block = bytes(lines[index + 1])
      let expected = bytes(lines[index + 2])
      var out = [Float](repeating: 0, count: count)
      unsafe ck_read_source_row(&out, block, source, count)
      for (position, value) in out.enumerated() {
        let word = expected[position * 4..<position * 4 + 4].enumerated()
          .reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
        let wanted = Float(bitPattern: word)
        #expect(abs(value - wanted) <= 1e-6 * max(1, abs(wanted)), "\(head[0]) \(position)")
      }
    }
  }

  private func bytes(_ hexadecimal: Substring) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
    }
  }
}
