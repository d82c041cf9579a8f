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
  private var left: [TokenID]
  /// The right half, likewise.
  private var right: [TokenID]
  /// The order in which the token's last merge comes among all merges; units come before all.
  private var rank: [Int32]
  private var encoded: [Bool]
  /// The vocabulary.
  let vocabulary: BytePairVocabulary

  /// Finds how every token is put together, shorter ones first.
  ///
  /// A token's last merge is of two shorter tokens that nothing merges across before it.
  init(_ vocabulary: BytePairVocabulary) {
    self.vocabulary = vocabulary
    let count = vocabulary.size
    left = Array(0..<TokenID(count))
    right = left
    rank = [Int32](repeating: -1, count: count)
    encoded = [Bool](repeating: false, count: count)
    var byLength: [[TokenID]] = []
    for id in 0..<TokenID(count) {
      let length = vocabulary.length(of: id)
      while byLength.count <= length { byLength.append([]) }
      byLength[length].append(id)
    }
    for (length, ids) in byLength.enumerated() where length > 0 {
      for id in ids { derive(id, length: length) }
    }
  }

  /// Finds the last merge of a token whose shorter tokens are known.
  private mutating func derive(_ id: TokenID, length: Int) {
    let bytes = vocabulary.bytes(of: id)
    // Of two tokens with the same bytes the encoder knows one.
    guard vocabulary.token(for: bytes.span) == id else { return }
    if length == 1 { encoded[Int(id)] = true }
    for middle in 1..<max(length, 1) {
      guard let first = vocabulary.token(for: bytes.span.extracting(..<middle)),
        encoded[Int(first)],
        let second = vocabulary.token(for: bytes.span.extracting(middle...)),
        encoded[Int(second)],
        let merge = vocabulary.rankedMerge(first, second), merge.merged == id,
        mayMeet(first, second, before: Int32(merge.rank))
      else { continue }
      (left[Int(id)], right[Int(id)], rank[Int(id)]) = (first, second, Int32(merge.rank))
      encoded[Int(id)] = true
      return
    }
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
    mayMeet(first, second, before: .max)
  }

  /// Whether no merge of a rank below `limit` reaches across the seam between two tokens.
  private func mayMeet(_ first: TokenID, _ second: TokenID, before limit: Int32) -> Bool {
    // A node lives from its own merge to the merge that uses it up; the root lives forever. Of two
    // merges of one rank the left one comes first, which is why the two ends differ by one.
    var (node, nodeEnd) = (first, limit)
    var (other, otherEnd) = (second, limit)
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
}
