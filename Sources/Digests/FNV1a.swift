/// A running hash of 64 bits that tells inputs apart and finds damage; it stands against no malice.
///
/// Source: Fowler, Noll and Vo, FNV-1a, RFC 9923.
package struct FNV1a: Equatable, Sendable {
  /// The hash of the bytes so far.
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Starts without a byte.
  package init() {}

  /// Takes one more byte.
  @inlinable
  package mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Takes bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for index in 0..<bytes.count { unsafe add(bytes[index]) }
  }

  /// The hash of some bytes as 16 hexadecimal digits.
  package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var hash = FNV1a()
    for byte in bytes { hash.add(byte) }
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
