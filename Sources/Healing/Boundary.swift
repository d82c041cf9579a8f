package import Tokenizers

/// The end of a prompt: what of its encoding is settled, and what the rest may turn out to be.
///
/// Definitions, for a prompt p: its *covering* is the set of all token sequences that begin the
/// encoding of a text that begins with p and are just long enough to reach p's end. The *stable*
/// tokens are the longest common prefix of the covering; no continuation changes them, and appending
/// to the prompt only makes them more.
package struct Boundary: Sendable {
  /// The encoding of the prompt as it stands; an unfinished character is encoded by itself.
  package let naive: [TokenID]
  /// The tokens that no continuation changes.
  ///
  /// A prefix of ``naive``, but for unfinished characters.
  package let stable: [TokenID]
  /// Where the stable tokens end, in bytes of the text asked about.
  package let stableBytes: Int
  /// The bytes after the stable tokens.
  package let tail: [UInt8]
  /// The bytes of an unfinished character that the prompt ends with, 0 to 3.
  package let unfinished: Int
  /// What the tail may be encoded as.
  package let tree: CoveringTree

  /// Where the last piece begins whose beginning no continuation moves.
  package let origin: Int
  /// The number of tokens before ``origin``; all are stable.
  package let settledTokens: Int

  /// The text from ``origin`` on.
  package let window: [UInt8]
  let outline: Outline
  let scenarios: [Scenario]

  /// The tokens that a decoder has to take back before it heals; negative never, 0 often.
  package var backup: Int { naive.count - stable.count }

  /// The contexts that spell the tail exactly.
  ///
  /// What may follow them is not in the tree: see ``Healer/followers(of:in:)``.
  package var exactContexts: [Int] {
    tree.contexts.indices.filter { tree.contexts[$0].spelled == tail.count }
  }

  /// The number of token sequences in the covering.
  package var leafCount: Int { max(1, tree.leafCount) }

  /// The number of them whose last token crosses the prompt's end.
  package var crossingCount: Int { leafCount - exactContexts.count }

  /// Whether nothing can change the encoding of the prompt.
  package var isStable: Bool { tree.contexts.count == 1 && tail.isEmpty }

  /// Whether a context is the encoding of the prompt as a complete text.
  package func isWhole(_ context: Int) -> Bool {
    unfinished == 0 && naive.elementsEqual(stable + tree.path(of: context))
  }

  /// The context that a decoder is in that does not heal, if it is in the tree.
  package var naiveContext: Int? {
    exactContexts.first { naive.elementsEqual(stable + tree.path(of: $0)) }
  }

  init(
    naive: [TokenID], settled: ArraySlice<TokenID>, window: Span<UInt8>, origin: Int,
    unfinished: Int, healer: Healer
  ) {
    let search = CoverSearch(
      of: window, unfinished: unfinished, healer: healer)
    var common = Self.commonPrefix(of: search.groups, in: healer.index)
    // A lone leaf that crosses the end is still to be decoded.
    while common.reduce(0, { $0 + healer.index.length(of: $1) }) > window.count {
      common.removeLast()
    }
    let spelled = common.reduce(0) { $0 + healer.index.length(of: $1) }
    self.naive = naive
    self.unfinished = unfinished
    self.origin = origin
    settledTokens = settled.count
    self.window = Array(copying: window)
    (outline, scenarios) = (search.outline, search.scenarios)
    stable = settled + common
    stableBytes = origin + spelled
    tail = Array(self.window[spelled...])
    var tree = CoveringTree(contexts: [CoveringTree.Context(spelled: 0)])
    for group in search.groups where group.path.count >= common.count {
      let context = tree.context(of: group.path[common.count...], in: healer.index)
      tree.contexts[context].leaves = CoveringTree.Leaves(
        places: group.leaves, order: healer.index.order)
    }
    for context in tree.contexts.indices {
      let rest = tail.count - tree.contexts[context].spelled
      // All leaves begin with the rest, so that the rest itself comes first.
      guard let place = tree.contexts[context].leaves.places.first else { continue }
      let leaf = healer.index.order[place]
      if healer.index.length(of: leaf) == rest {
        let child = CoveringTree.Context(parent: context, token: leaf, spelled: tail.count)
        tree.contexts.append(child)
      }
    }
    self.tree = tree
  }

  /// The tokens that all leaves begin with.
  private static func commonPrefix(
    of groups: [CoverSearch.Group], in index: VocabularyIndex
  ) -> [TokenID] {
    guard let first = groups.first, let leaf = first.leaves.first else { return [] }
    var common = first.path + [index.order[leaf]]
    for group in groups {
      for leaf in [group.leaves.first, group.leaves.last] {
        let other = group.path + [leaf].compactMap { $0.map { index.order[$0] } }
        let shared = zip(common, other).prefix { $0 == $1 }.count
        common.removeLast(common.count - shared)
      }
    }
    return common
  }
}
