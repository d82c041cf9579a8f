package import Tokenizers

/// The covering of a prompt by its definition: every way to write on is encoded and looked at.
///
/// Only ways of a few characters of a small alphabet are tried, so the vocabulary's tokens must be
/// short and what is compared must be of the alphabet too.
package struct CoveringDefinition {
  /// The leaves: the shortest beginnings of encodings that reach the prompt's end.
  package private(set) var leaves: Set<[TokenID]> = []
  /// For each exact leaf the tokens that come next in some encoding.
  package private(set) var followers: [[TokenID]: Set<TokenID>] = [:]
  /// The exact leaf that is the encoding of the prompt, if the prompt is a text.
  package private(set) var whole: [TokenID]?

  /// Tries everything.
  ///
  /// - Parameters:
  ///   - prompt: May end inside a character.
  ///   - alphabet: Characters to write on with.
  ///   - length: How many of them at most.
  ///   - tokenizer: The vocabulary.
  package init(prompt: [UInt8], alphabet: [[UInt8]], length: Int, tokenizer: Tokenizer) {
    let unfinished = Self.unfinished(prompt)
    var layer =
      unfinished.isEmpty
      ? [[]]
      : alphabet.filter { $0.starts(with: unfinished) }
        .map { Array($0.dropFirst(unfinished.count)) }
    var continuations = layer
    for _ in 0..<length {
      layer = layer.flatMap { text in alphabet.map { text + $0 } }
      continuations += layer
    }
    self.init(prompt: prompt, continuations: continuations, tokenizer: tokenizer)
  }

  /// Tries some ways to write on.
  ///
  /// - Parameters:
  ///   - prompt: May end inside a character.
  ///   - continuations: What makes texts of it; the empty one where it is a text.
  ///   - tokenizer: The vocabulary.
  package init(prompt: [UInt8], continuations: [[UInt8]], tokenizer: Tokenizer) {
    for continuation in continuations { take(prompt + continuation, prompt, tokenizer) }
    if continuations.contains([]) { whole = tokenizer.encode(prompt.span) }
  }

  /// The total weight of all leaves, and for each byte that may come next, and the end of the text
  /// as 256, the weight of the ways to it.
  package func law(
    _ tokenizer: Tokenizer, prompt: Int, end: TokenID, distribution: ([TokenID]) -> [Double]
  ) -> [Double] {
    var law = [Double](repeating: 0, count: 257)
    for leaf in leaves {
      var weight = 1.0
      for count in leaf.indices {
        weight *= distribution(Array(leaf[..<count]))[Int(leaf[count])]
      }
      let bytes = leaf.flatMap { tokenizer.bytePair?.bytes(of: $0) ?? [] }
      if bytes.count > prompt {
        law[Int(bytes[prompt])] += weight
        continue
      }
      let next = distribution(leaf)
      for token in followers[leaf] ?? [] {
        let first = tokenizer.bytePair?.bytes(of: token).first
        law[Int(first ?? 0)] += weight * next[Int(token)]
      }
      if leaf == whole { law[256] += weight * next[Int(end)] }
    }
    let total = law.reduce(0, +)
    return law.map { $0 / total }
  }

  private mutating func take(_ text: [UInt8], _ prompt: [UInt8], _ tokenizer: Tokenizer) {
    let tokens = tokenizer.encode(text.span)
    var (count, spelled) = (0, 0)
    while spelled < prompt.count {
      spelled += tokenizer.bytePair?.length(of: tokens[count]) ?? 0
      count += 1
    }
    let leaf = Array(tokens[..<count])
    leaves.insert(leaf)
    if spelled == prompt.count && count < tokens.count {
      followers[leaf, default: []].insert(tokens[count])
    }
  }

  /// The bytes at the end that begin a character and do not finish it.
  private static func unfinished(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    for count in 1...3 where count <= bytes.count {
      let lead = bytes[bytes.count - count]
      if lead < 0x80 { return [] }
      if lead < 0xC0 { continue }
      let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      return count < length ? bytes.suffix(count) : []
    }
    return []
  }
}
