import Tokenizers

/// How the merges of byte-pair encoding put each token together, and which tokens may be neighbours.
///
/// A token's derivation is a binary tree of merges. Two tokens stay two when their bytes are encoded
/// together exactly when no merge reaches across the seam between them. Only the nodes on the right
/// spine of the left tree and on the left spine of the right tree ever touch the seam, so the
/// question costs a walk along two spines instead of an encoding.
///
/// A sequence of tokens is what the encoder makes of its bytes exactly when all neighbours in it
/// may be neighbours.
///
/// Source: the last sentence is the theorem of van Antwerpen and Neubeck, "So many tokens, so little
/// time", 2024 (the `bpe` crate); the walk here compares each pair of nodes that are alive together.
struct Derivations: Sendable {
  /// The left half of each token; the token itself where it is a single unit.
  private let left: [TokenID]
  /// The right half, likewise.
  private let right: [TokenID]
  /// The order in which the token's last merge comes among all merges; units come before all.
  private let rank: [Int32]
  private let encoded: [Bool]
  /// The vocabulary.
  let vocabulary: BytePairVocabulary

  /// Merges the bytes of every token.
  init(_ vocabulary: BytePairVocabulary) {
    self.vocabulary = vocabulary
    let ids = 0..<TokenID(vocabulary.size)
    var (left, right) = (Array(ids), Array(ids))
    var rank = [Int32](repeating: -1, count: ids.count)
    var encoded = [Bool](repeating: false, count: ids.count)
    for id in ids {
      let bytes = vocabulary.bytes(of: id)
      guard let last = Self.lastMerge(of: bytes, in: vocabulary), last.token == id else {
        continue
      }
      encoded[Int(id)] = true
      (left[Int(id)], right[Int(id)], rank[Int(id)]) = (last.left, last.right, last.rank)
    }
    (self.left, self.right, self.rank, self.encoded) = (left, right, rank, encoded)
  }

  /// Whether the encoder makes this one token of its bytes.
  ///
  /// A vocabulary may hold tokens that its merges never reach; special tokens have no bytes.
  func isEncoded(_ token: TokenID) -> Bool { encoded[Int(token)] }

  /// Whether `first` and `second` stay two tokens when their bytes are encoded as one piece.
  ///
  /// - Precondition: Both are encoded.
  /// - Complexity: O(*m* + *n*) for the depths of the two trees.
  func mayMeet(_ first: TokenID, _ second: TokenID) -> Bool {
    // A node lives from its own merge to the merge that uses it up; the root lives forever. Of two
    // merges of one rank the left one comes first, which is why the two ends differ by one.
    var (node, nodeEnd) = (first, Int32.max)
    var (other, otherEnd) = (second, Int32.max)
    while true {
      if let merge = vocabulary.rankedMerge(node, other) {
        if Int32(merge.rank) < nodeEnd && Int32(merge.rank) <= otherEnd { return false }
      }
      // Of the two nodes the one that was made later is taken apart.
      if rank[Int(node)] < 0 && rank[Int(other)] < 0 { return true }
      if rank[Int(node)] > rank[Int(other)] {
        nodeEnd = rank[Int(node)]
        node = right[Int(node)]
      } else {
        otherEnd = rank[Int(other)]
        other = left[Int(other)]
      }
    }
  }

  private typealias Last = (left: TokenID, right: TokenID, token: TokenID, rank: Int32)

  /// Encodes bytes by the definition and gives the merge that made the only token left.
  private static func lastMerge(
    of bytes: [UInt8], in vocabulary: BytePairVocabulary
  ) -> Last? {
    var parts: [TokenID] = []
    for offset in bytes.indices {
      guard let unit = vocabulary.token(for: bytes.span.extracting(offset..<offset + 1)) else {
        return nil
      }
      parts.append(unit)
    }
    guard let only = parts.first else { return nil }
    var last: Last = (only, only, only, -1)
    while parts.count > 1 {
      var best: (index: Int, merge: Last)?
      for index in 1..<parts.count {
        let (left, right) = (parts[index - 1], parts[index])
        guard let merge = vocabulary.rankedMerge(left, right) else { continue }
        if let best, best.merge.rank <= Int32(merge.rank) { continue }
        best = (index, (left, right, merge.merged, Int32(merge.rank)))
      }
      guard let best else { return nil }
      parts[best.index - 1] = best.merge.token
      parts.remove(at: best.index)
      last = best.merge
    }
    return last
  }
}
