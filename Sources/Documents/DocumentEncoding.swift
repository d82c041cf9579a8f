import Text
package import Tokenizers

/// The tokens of a document by one tokenizer.
///
/// A token belongs to the place where it starts: the tokens of a range are those of the whole
/// document's encoding that start in it, so that the counts of the lines add up to that of the
/// document. Encoding a line alone may give another number.
package struct DocumentEncoding: Sendable {
  /// The tokenizer.
  package let tokenizer: Tokenizer

  let text: DocumentTree
  let tokens: TokenTree

  /// The number of tokens.
  package var count: Int { tokens.count }

  /// The number of tokens that start in a byte range.
  ///
  /// - Complexity: O(log *n*).
  package func count(in range: Range<Int>) -> Int {
    tokens.count(before: range.upperBound) - tokens.count(before: range.lowerBound)
  }

  /// The numbers of tokens that start in each of some lines, their line breaks included.
  ///
  /// - Complexity: O(log *n* + *m*) for lines of *m* bytes together.
  package func counts(ofLines lines: Range<Int>) -> [Int] {
    let ranges = text.ranges(ofLines: lines)
    guard let first = ranges.first, let last = ranges.last else { return [] }
    var counts = [Int](repeating: 0, count: ranges.count)
    var line = 0
    tokens.forEachStart(in: first.lowerBound..<last.upperBound) { start in
      while ranges[line].upperBound <= start { line += 1 }
      counts[line] += 1
    }
    return counts
  }

  /// The index of the last token that starts at or before an offset; nil if none does.
  ///
  /// - Complexity: O(log *n*).
  package func token(at offset: Int) -> Int? {
    let count = tokens.count(before: offset + 1)
    return count == 0 ? nil : count - 1
  }

  /// The offset at which a token starts; for ``count``, the end of the text.
  ///
  /// - Complexity: O(log *n*).
  package func start(ofToken index: Int) -> Int {
    tokens.start(ofToken: index)
  }

  /// The offsets at which the tokens start that start in a byte range.
  ///
  /// - Complexity: O(log *n* + *m*) for *m* tokens.
  package func starts(in range: Range<Int>) -> [Int] {
    var starts: [Int] = []
    tokens.forEachStart(in: range) { starts.append($0) }
    return starts
  }
}
