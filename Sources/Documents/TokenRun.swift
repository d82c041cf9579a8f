import Text

/// How many bytes and tokens a run holds.
package struct TokenSummary: TreeSummary, Equatable {
  /// Bytes of text.
  package private(set) var bytes: Int

  /// Tokens that start in them.
  package private(set) var tokens: Int

  package static var empty: TokenSummary { TokenSummary(bytes: 0, tokens: 0) }

  init(bytes: Int, tokens: Int) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// The length as the tree measures it.
  package var length: Int { bytes }

  /// The sums of two runs.
  package static func + (first: TokenSummary, second: TokenSummary) -> TokenSummary {
    TokenSummary(bytes: first.bytes + second.bytes, tokens: first.tokens + second.tokens)
  }
}

/// A short run of token starts: what the leaves of a ``TokenTree`` hold.
///
/// One byte a token. The high bit says that a token starts, the low seven say how many bytes on the
/// next entry is; a longer step continues in entries without the high bit. So ordinary text costs a
/// byte for each of its tokens and vocabulary, a quarter of the text. Ids are not kept: they follow
/// from the text, and whoever asks for them has the text encoded again between firm boundaries,
/// while counts and boundaries, which are asked for at every keystroke, are read off.
///
/// Invariant: a run of a tree does not end in an entry of zero bytes (the first of two tokens that
/// start in the same character), so that an offset names one place in the tree.
package struct TokenRun: TreeLeaf {
  private(set) var entries: [UInt8]

  static let startsToken: UInt8 = 0x80
  static let largestStep = 0x7F

  /// The run of nothing.
  package init() {
    entries = []
  }

  private init(entries: ArraySlice<UInt8>) {
    self.entries = Array(entries)
  }

  package var size: Int { entries.count }

  package static var maximumSize: Int { 512 }

  /// Adds a token that starts where the run ends so far.
  ///
  /// - Parameter length: The bytes up to the next token's start; 0 if it is in the same character.
  package mutating func appendToken(_ length: Int) {
    let step = min(length, Self.largestStep)
    entries.append(Self.startsToken | UInt8(step))
    appendGap(length - step)
  }

  /// Adds bytes in which no token starts.
  package mutating func appendGap(_ length: Int) {
    var rest = length
    while 0 < rest {
      let step = min(rest, Self.largestStep)
      entries.append(UInt8(step))
      rest -= step
    }
  }

  package func summarize() -> TokenSummary {
    var bytes = 0
    var tokens = 0
    for entry in entries {
      bytes += Int(entry & 0x7F)
      tokens += Int(entry >> 7)
    }
    return TokenSummary(bytes: bytes, tokens: tokens)
  }

  package mutating func replace(_ range: Range<Int>, with replacement: TokenRun) {
    let lower = place(ofByte: range.lowerBound, from: 0, byte: 0)
    let upper = place(ofByte: range.upperBound, from: lower.index, byte: lower.byte)
    // A range may begin or end inside a step: BERT's tokens do not reach over the white space that
    // follows them, steps do. What is left of such a step stays.
    var middle: [UInt8] = []
    middle.reserveCapacity(replacement.entries.count + 4)
    let start = max(0, lower.index - 1)
    if start < lower.index { middle.append(entries[start]) }
    if lower.byte < range.lowerBound {
      let kept = UInt8(range.lowerBound - lower.byte)
      Self.append(entries[lower.index] & Self.startsToken | kept, to: &middle)
    }
    for entry in replacement.entries { Self.append(entry, to: &middle) }
    var end = upper.index
    if upper.byte < range.upperBound {
      let step = Int(entries[upper.index] & 0x7F)
      Self.append(UInt8(upper.byte + step - range.upperBound), to: &middle)
      end += 1
    }
    if end < entries.count {
      Self.append(entries[end], to: &middle)
      end += 1
    }
    entries.replaceSubrange(start..<end, with: middle)
  }

  /// Appends an entry, or lengthens the last one by it if no token starts there.
  ///
  /// So gaps that edits leave side by side become one again.
  private static func append(_ entry: UInt8, to entries: inout [UInt8]) {
    if entry & startsToken == 0, let last = entries.last,
      Int(last & 0x7F) + Int(entry) <= largestStep
    {
      entries[entries.count - 1] = last + entry
    } else {
      entries.append(entry)
    }
  }

  /// The first entry that begins at a byte or, if none does, the one that reaches over it; and
  /// where that entry begins.
  private func place(ofByte target: Int, from start: Int, byte: Int) -> (index: Int, byte: Int) {
    var index = start
    var byte = byte
    while index < entries.count, byte < target {
      let next = byte + Int(entries[index] & 0x7F)
      if target < next { break }
      byte = next
      index += 1
    }
    return (index, byte)
  }

  package mutating func append(_ next: TokenRun) {
    entries.append(contentsOf: next.entries)
  }

  package func cut(near offset: Int) -> Int {
    var end = offset
    while 0 < end, end < entries.count, entries[end - 1] & 0x7F == 0 { end += 1 }
    return end
  }

  package func part(_ range: Range<Int>) -> TokenRun { TokenRun(entries: entries[range]) }
}
