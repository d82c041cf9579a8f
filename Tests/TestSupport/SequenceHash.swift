package import Digests

extension SHA256 {
  /// The hash over token sequences in lexicographic order, each its length and its ids in 4 bytes,
  /// lowest byte first.
  package static func hexadecimal(ofSequences sequences: [[UInt32]]) -> String {
    var bytes: [UInt8] = []
    for sequence in sequences.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      for word in [UInt32(sequence.count)] + sequence {
        bytes.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) })
      }
    }
    return hexadecimal(bytes)
  }
}
