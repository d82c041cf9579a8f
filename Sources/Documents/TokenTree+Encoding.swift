import Text
package import Tokenizers

extension TokenRun {
  /// The tokens that start in a window, by an encoding of the window.
  init(_ window: TextWindow, _ tokenizer: Tokenizer) {
    self.init()
    append(window, tokenizer)
  }

  /// Adds the tokens that start in the window that follows.
  mutating func append(_ window: TextWindow, _ tokenizer: Tokenizer) {
    let end = window.range.count
    var previous: Int?
    var byte = 0
    for range in tokenizer.encoding(of: window.bytes.span).ranges {
      // What follows the window is there to be looked at, not to be encoded. Two tokens of one
      // character start in the same place; none starts before its predecessor.
      let start = max(range.lowerBound, byte)
      if end <= start { break }
      if previous == nil { appendGap(start) } else { appendToken(start - byte) }
      previous = start
      byte = start
    }
    if previous == nil { appendGap(end) } else { appendToken(end - byte) }
  }
}

extension TokenTree {
  /// The tokens of a whole text.
  ///
  /// - Complexity: O(*n*), one pass.
  init(_ text: DocumentTree, _ tokenizer: Tokenizer) {
    var run = TokenRun()
    if tokenizer.keepsFirmBoundaries {
      text.forEachWindow { run.append($0, tokenizer) }
    } else {
      run.append(text.wholeWindow, tokenizer)
    }
    self.init(run)
  }
}

extension DocumentEncoding {
  /// A token and where it stands.
  package struct Token: Sendable, Equatable {
    /// Its number in the vocabulary.
    package var id: TokenID

    /// The bytes of the document that it stands for.
    package var range: Range<Int>
  }

  /// The tokens that start in a byte range.
  ///
  /// The bytes of the range, up to the nearest firm boundaries, are encoded again.
  ///
  /// - Complexity: O(log *n* + *m*) for a range of *m* bytes.
  package func tokens(in range: Range<Int>) -> [Token] {
    let window = tokenizer.keepsFirmBoundaries ? text.window(around: range) : text.wholeWindow
    let offset = window.range.lowerBound
    let encoding = tokenizer.encoding(of: window.bytes.span)
    var tokens: [Token] = []
    for (id, place) in zip(encoding.ids, encoding.ranges)
    where range.contains(place.lowerBound + offset) {
      tokens.append(
        Token(id: id, range: place.lowerBound + offset..<place.upperBound + offset))
    }
    return tokens
  }

  /// The ids of all tokens.
  ///
  /// - Complexity: O(*n*): the text is encoded again.
  package var ids: [TokenID] { tokens(in: 0..<text.byteCount).map(\.id) }
}

extension Tokenizer {
  /// Whether the tokenizer cuts at every firm boundary.
  ///
  /// One that does not has the whole text encoded again after each edit.
  var keepsFirmBoundaries: Bool { cutsAtFirmBoundaries }
}
