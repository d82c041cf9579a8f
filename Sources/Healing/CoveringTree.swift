package import Tokenizers

/// All encodings that the text at the end of a prompt may turn out to have.
///
/// A *leaf* is a sequence of tokens that begins the encoding of some text that begins with the
/// prompt, and that is just long enough to reach the prompt's end. A leaf that ends where the prompt
/// ends is exact, any other crosses the end. All leaves but for their last tokens are paths in a
/// small tree; a node of it is a context whose next token a model is asked for.
///
/// Source: the covering of Vieira et al. 2024, arXiv:2412.03719, restricted to what the encoder
/// produces as in Hayase et al. 2025, arXiv:2506.14123.
package struct CoveringTree: Sendable {
  /// A sequence of tokens after the stable prefix, and the last tokens that may follow it.
  package struct Context: Sendable {
    /// The index of the context that is one token shorter; nil for the root, which is first.
    package var parent: Int?
    /// The last token of the path; nil for the root.
    package var token: TokenID?
    /// The bytes of the tail that the path spells.
    package var spelled: Int
    /// The tokens that make a leaf of the path, sorted by their bytes.
    package internal(set) var leaves = Leaves()
  }

  /// The last tokens of leaves.
  package struct Leaves: Sequence, Sendable {
    var places = PlaceRuns()
    /// The vocabulary's tokens, sorted by their bytes.
    var order: [TokenID] = []

    /// The number of tokens.
    package var count: Int { places.count }

    /// Goes through the tokens.
    package func makeIterator() -> AnyIterator<TokenID> {
      var places = self.places.runs.joined().makeIterator()
      return AnyIterator { places.next().map { order[$0] } }
    }
  }

  /// The contexts, parents before children.
  package internal(set) var contexts: [Context]

  /// The tokens of a context's path, after the stable prefix.
  package func path(of context: Int) -> [TokenID] {
    var reversed: [TokenID] = []
    var current = context
    while let parent = contexts[current].parent, let token = contexts[current].token {
      reversed.append(token)
      current = parent
    }
    return reversed.reversed()
  }

  /// The number of leaves.
  package var leafCount: Int { contexts.reduce(0) { $0 + $1.leaves.count } }

  /// The context of a path, made with all that lie before it where they are missing.
  mutating func context(of path: ArraySlice<TokenID>, in index: VocabularyIndex) -> Int {
    var current = 0
    for token in path {
      if let child = contexts.firstIndex(where: { $0.parent == current && $0.token == token }) {
        current = child
      } else {
        let spelled = contexts[current].spelled + index.length(of: token)
        contexts.append(Context(parent: current, token: token, spelled: spelled))
        current = contexts.count - 1
      }
    }
    return current
  }
}
