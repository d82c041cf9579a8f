package import Tokenizers

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
package struct Derivations: Sendable {
  /// How one token is put together.
  private struct Node {
    /// The halves of the last merge; the token itself where it is a single unit.
    var left, right: TokenID
    /// The order in which the last merge comes among all merges; units come before all.
    var rank: Int32 = -1
    var isEncoded = false
  }

  private var nodes: [Node]
  /// The vocabulary.
  let vocabulary: BytePairVocabulary

  /// Finds how every token is put together, shorter ones first, unless the vocabulary knows it.
  ///
  /// A token's last merge is of two shorter tokens that nothing merges across before it. The first of
  /// them begins the token, so that the candidates are few and are neighbours in the sorted order.
  ///
  /// - Parameters:
  ///   - vocabulary: The tokens and merges.
  ///   - tokens: The bytes of all tokens.
  ///   - sorted: The tokens that the encoder knows by their bytes, sorted by them.
  init(_ vocabulary: BytePairVocabulary, _ tokens: TokenBytes, sorted: [TokenID]) {
    self.vocabulary = vocabulary
    if vocabulary.knowsHalves && vocabulary.mergesByRank {
      nodes = (0..<TokenID(vocabulary.size)).map { id in
        guard let halves = vocabulary.halves(of: id) else { return Node(left: id, right: id) }
        let rank = halves.left == id ? -1 : Int32(id)
        return Node(left: halves.left, right: halves.right, rank: rank, isEncoded: true)
      }
      return
    }
    nodes = (0..<TokenID(vocabulary.size)).map { Node(left: $0, right: $0) }
    let prefixes = tokens.longestPrefixes(sorted: sorted)
    for id in tokens.byLength(sorted) { derive(id, tokens, prefixes) }
  }

  /// Finds the last merge of a token whose shorter tokens are known.
  private mutating func derive(_ id: TokenID, _ tokens: TokenBytes, _ prefixes: [TokenID?]) {
    let (start, end) = (tokens.start(of: id), tokens.start(of: id + 1))
    let bytes = tokens.storage.span
    if end - start == 1 { nodes[Int(id)].isEncoded = true }
    var prefix = prefixes[Int(id)]
    while let first = prefix {
      prefix = prefixes[Int(first)]
      guard isEncoded(first),
        let second = vocabulary.token(
          forImprobable: bytes.extracting((start + tokens.length(of: first))..<end)),
        isEncoded(second),
        let rank = rank(of: first, second, merged: id),
        mayMerge(first, second, at: rank, in: tokens, seamAt: start + tokens.length(of: first))
      else { continue }
      nodes[Int(id)] = Node(left: first, right: second, rank: rank, isEncoded: true)
      return
    }
  }

  /// The rank of the merge of two tokens into one that has their bytes; nil if there is none.
  private func rank(of first: TokenID, _ second: TokenID, merged id: TokenID) -> Int32? {
    if vocabulary.mergesByRank { return Int32(id) }
    return vocabulary.rankedMerge(first, second).flatMap { $0.merged == id ? Int32($0.rank) : nil }
  }

  /// Whether the encoder makes this one token of its bytes.
  ///
  /// A vocabulary may hold tokens that its merges never reach; special tokens have no bytes.
  func isEncoded(_ token: TokenID) -> Bool { nodes[Int(token)].isEncoded }

  /// The halves of a token's last merge, the token itself twice for a single unit; nil where the
  /// encoder never makes the token.
  package func halves(of token: TokenID) -> (left: TokenID, right: TokenID)? {
    let node = nodes[Int(token)]
    return node.isEncoded ? (node.left, node.right) : nil
  }

  /// Whether `first` and `second` stay two tokens when their bytes are encoded as one piece.
  ///
  /// - Precondition: Both are encoded.
  /// - Complexity: O(*m* + *n*) for the depths of the two trees.
  func mayMeet(_ first: TokenID, _ second: TokenID) -> Bool {
    var seam = Seam(first, second, before: .max)
    repeat {
      if isCrossed(seam) { return false }
    } while step(&seam)
    return true
  }

  /// The left half of a token if it was made later than `first`: then the seam between `first` and
  /// the token is crossed where ``isMerged(_:_:)`` holds, and else only where that of the half is.
  func leftHalf(of token: TokenID, madeAfter first: TokenID) -> TokenID? {
    let node = nodes[Int(token)]
    return node.rank > nodes[Int(first)].rank ? node.left : nil
  }

  /// Whether there is a merge of two tokens.
  func isMerged(_ first: TokenID, _ second: TokenID) -> Bool {
    vocabulary.rankedMerge(first, second) != nil
  }

  /// Whether no merge reaches across the seam between two tokens before they themselves merge.
  ///
  /// - Parameters:
  ///   - first: The token before the seam.
  ///   - second: The token after it.
  ///   - rank: The rank of their merge.
  ///   - tokens: The bytes of all tokens.
  ///   - offset: Where in them the bytes of the two meet.
  /// - Returns: Whether the two become one token.
  private func mayMerge(
    _ first: TokenID, _ second: TokenID, at rank: Int32, in tokens: TokenBytes, seamAt offset: Int
  ) -> Bool {
    var seam = Seam(first, second, before: rank)
    let isRanked = vocabulary.mergesByRank
    while step(&seam) {
      guard isRanked else {
        if isCrossed(seam) { return false }
        continue
      }
      // The bytes of the two nodes stand side by side, and their token's id is the rank.
      let bytes = tokens.storage.span.extracting(
        (offset - tokens.length(of: seam.one))..<(offset + tokens.length(of: seam.other)))
      if let merged = vocabulary.token(forImprobable: bytes),
        Int32(merged) < seam.oneEnd && Int32(merged) <= seam.otherEnd
      {
        return false
      }
    }
    return true
  }

  /// Two nodes that are neighbours for a while, one in each tree.
  ///
  /// A node lives from its own merge to the merge that uses it up; the root lives forever. Of two
  /// merges of one rank the left one comes first, which is why the two ends are compared otherwise.
  private struct Seam {
    var one, other: TokenID
    var oneEnd, otherEnd: Int32

    init(_ one: TokenID, _ other: TokenID, before limit: Int32) {
      (self.one, self.other, oneEnd, otherEnd) = (one, other, limit, limit)
    }
  }

  /// Whether the nodes merge while both live.
  private func isCrossed(_ seam: Seam) -> Bool {
    guard let merge = vocabulary.rankedMerge(seam.one, seam.other) else { return false }
    return Int32(merge.rank) < seam.oneEnd && Int32(merge.rank) <= seam.otherEnd
  }

  /// Takes apart the node that was made later; false if there is none.
  private func step(_ seam: inout Seam) -> Bool {
    let (left, right) = (nodes[Int(seam.one)], nodes[Int(seam.other)])
    if left.rank < 0 && right.rank < 0 { return false }
    if left.rank > right.rank {
      (seam.one, seam.oneEnd) = (left.right, left.rank)
    } else {
      (seam.other, seam.otherEnd) = (right.left, right.rank)
    }
    return true
  }
}
