package import Text

/// Where some texts stand in a document, kept under edits.
///
/// A search after each keystroke would read the whole document; an edit can only make or break
/// what reaches into it. Kept like the starts of tokens: a byte for 127 bytes of text without any.
///
/// Invariant: holds every offset at which one of the texts stands, and no other.
package struct TextMarks: Sendable {
  /// What is looked for; none is empty.
  package let texts: [[UInt8]]

  private let longest: Int
  private var starts: TokenTree

  /// Finds texts in a document.
  ///
  /// - Complexity: O(*n*), one pass.
  package init(of texts: [[UInt8]], in document: DocumentTree) {
    self.texts = texts.filter { !$0.isEmpty }
    longest = self.texts.map(\.count).max() ?? 1
    starts = TokenTree()
    var run = TokenRun()
    let step = 1 << 16
    for start in stride(from: 0, to: document.byteCount, by: step) {
      append(start..<min(start + step, document.byteCount), of: document, to: &run)
    }
    starts = TokenTree(run)
  }

  /// Follows an edit that was applied to the document.
  ///
  /// - Complexity: O(log *n* + *m*) for *m* bytes replaced and put in.
  package mutating func update(after edit: TextEdit, in document: DocumentTree) {
    let lower = max(0, edit.range.lowerBound - longest + 1)
    var run = TokenRun()
    append(lower..<edit.newRange.upperBound, of: document, to: &run)
    starts.replace(lower..<edit.range.upperBound, with: run)
  }

  /// The number of places where one of the texts stands.
  package var count: Int { starts.count }

  /// The places of one of the texts that do not overlap, from left to right.
  ///
  /// - Parameters:
  ///   - text: What is asked for.
  ///   - end: Where to stop, in bytes.
  ///   - document: The document as it was at the last update.
  ///   - limit: How many to find at most.
  /// - Returns: The places; nil if the text is not among those looked for.
  /// - Complexity: O(*k* log *n*) for *k* places of all texts.
  package func places(
    of text: [UInt8], before end: Int, in document: DocumentTree, atMost limit: Int = .max
  ) -> [Range<Int>]? {
    guard texts.contains(text) else { return nil }
    var places: [Range<Int>] = []
    for index in 0..<starts.count {
      let start = starts.start(ofToken: index)
      let range = start..<start + text.count
      if end <= start || places.count == limit { break }
      guard range.upperBound <= end, places.last.map({ $0.upperBound <= start }) ?? true else {
        continue
      }
      if document.bytes(in: range) == text { places.append(range) }
    }
    return places
  }

  /// Adds the starts in a range, and gaps that cover it.
  private func append(_ range: Range<Int>, of document: DocumentTree, to run: inout TokenRun) {
    let end = min(document.byteCount, range.upperBound + longest - 1)
    let bytes = document.bytes(in: range.lowerBound..<end)
    let firsts = Set(texts.compactMap(\.first))
    let begins = (0..<256).map { firsts.contains(UInt8($0)) }
    var last: Int?
    for offset in 0..<range.count where begins[Int(bytes[offset])] {
      guard texts.contains(where: { bytes[offset...].starts(with: $0) }) else { continue }
      if let last { run.appendToken(offset - last) } else { run.appendGap(offset) }
      last = offset
    }
    if let last { run.appendToken(range.count - last) } else { run.appendGap(range.count) }
  }
}
