import Tokenizers

/// Finds the leaves of the covering tree of a text that begins with a piece.
///
/// Within one scenario there is at most one encoding of the bytes before each offset, so the leaves
/// are, for every offset of the open piece within a token's length of the end, the tokens that begin
/// with the bytes from there on.
struct CoverSearch {
  /// A path from the beginning of the text and the tokens that make leaves of it.
  struct Group {
    /// The tokens before the last.
    var path: [TokenID]
    /// The bytes that the path spells.
    var spelled: Int
    /// The places of the last tokens.
    var leaves: PlaceRuns
  }

  /// What the search found, one group a path.
  private(set) var groups: [Group] = []
  /// All ways in which the text may be cut, in offsets of ``outline``.
  let scenarios: [Scenario]
  /// The text with long runs made short.
  let outline: Outline
  private let index: VocabularyIndex
  private var viability: Viability

  /// Finds all leaves of `text`.
  ///
  /// - Parameters:
  ///   - text: Bytes from the beginning of a piece; what stands before settles nothing.
  ///   - unfinished: The bytes of an unfinished character at the end.
  ///   - healer: The vocabulary and the cutter.
  init(of text: Span<UInt8>, unfinished: Int, healer: Healer) {
    index = healer.index
    viability = healer.viability
    let outline = Outline(of: text, unfinished: unfinished, pretokenizer: healer.pretokenizer)
    self.outline = outline
    guard !text.isEmpty else {
      scenarios = []
      return
    }
    scenarios = Scenario.all(
      of: outline.bytes.span, continuations: outline.continuations,
      pretokenizer: healer.pretokenizer)
    for scenario in scenarios { search(scenario, in: text) }
  }

  private mutating func search(_ scenario: Scenario, in text: Span<UInt8>) {
    var closed: [TokenID] = []
    var start = 0
    for end in scenario.closed.map(outline.original) {
      index.encode(text.extracting(start..<end), into: &closed)
      start = end
    }
    let piece = text.extracting(start...)
    let shortest = max(0, piece.count - index.longest)
    let prefixes = PrefixEncodings(of: piece, from: shortest, in: index)
    for length in shortest..<piece.count where prefixes.isSpelled(length) {
      var range = index.everything
      for offset in length..<piece.count where !range.range.isEmpty {
        index.narrow(&range, by: piece[offset])
      }
      guard !range.range.isEmpty else { continue }
      let spelled = start + length
      let toKeep = outline.bytes.count - (text.count - spelled)
      viability.setPrefix(outline.bytes[..<toKeep], scenario)
      let leaves = viability.places(
        in: range.range, after: prefixes.lastToken(ofPrefix: length))
      guard leaves.count > 0 else { continue }
      add(
        Group(path: closed + prefixes.encoding(ofPrefix: length), spelled: spelled, leaves: leaves))
    }
  }

  /// Adds a group, or its leaves to the group of the same path.
  private mutating func add(_ group: Group) {
    guard let known = groups.firstIndex(where: { $0.path == group.path }) else {
      groups.append(group)
      return
    }
    groups[known].leaves = groups[known].leaves.union(group.leaves)
  }
}
