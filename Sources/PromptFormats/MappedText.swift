/// A text and where it stands in a document: as it is, or spelled in another way.
///
/// A JSON string spells a line break as two bytes. Rules look at the text that is meant, and people
/// at the one that is spelled.
package struct MappedText: Equatable, Sendable {
  /// The bytes of the document that spell the text.
  package private(set) var source: Range<Int>
  /// The text where it is not spelled as it is; nil where it stands in the document.
  package private(set) var decoded: [UInt8]?

  /// A stretch of the text that is spelled as it is, or one escape.
  struct Run: Equatable, Sendable {
    var text: Int
    var source: Int
    var isEscape: Bool
  }

  private var runs: [Run] = []

  /// A text that stands in the document as it is.
  package init(verbatim range: Range<Int>) {
    source = range
  }

  /// A text that is spelled with escapes.
  ///
  /// - Parameters:
  ///   - source: The bytes that spell it.
  ///   - decoded: The text.
  ///   - runs: In order, the first at offset 0.
  init(source: Range<Int>, decoded: [UInt8], runs: [Run]) {
    self.source = source
    self.decoded = decoded
    self.runs = runs
  }

  /// The length of the text in bytes.
  package var count: Int { decoded?.count ?? source.count }

  /// The bytes of the document that spell a range of the text; escapes are never cut.
  ///
  /// - Parameter range: Offsets in the text, the first being 0.
  /// - Returns: Offsets in the document.
  /// - Complexity: O(log *n*).
  package func sourceRange(of range: Range<Int>) -> Range<Int> {
    let lower = place(of: range.lowerBound, isEnd: false)
    return lower..<max(lower, range.isEmpty ? lower : place(of: range.upperBound, isEnd: true))
  }

  private func place(of offset: Int, isEnd: Bool) -> Int {
    guard decoded != nil else { return source.lowerBound + offset }
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      // An end that falls between two runs is the first's.
      let isBefore = isEnd ? runs[middle].text < offset : runs[middle].text <= offset
      (low, high) = isBefore ? (middle + 1, high) : (low, middle)
    }
    guard 0 < low else { return source.lowerBound }
    let run = runs[low - 1]
    let next = low < runs.count ? runs[low].source : source.upperBound
    guard run.isEscape else { return run.source + offset - run.text }
    return isEnd ? next : offset == run.text ? run.source : offset < count ? run.source : next
  }

  /// How some bytes are spelled where this text stands.
  package func spelling(of bytes: [UInt8], inJSON: Bool) -> [UInt8] {
    guard inJSON else { return bytes }
    return bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x22, 0x5C: [0x5C, byte]
      case 0x0A: Array("\\n".utf8)
      case 0x0D: Array("\\r".utf8)
      case 0x09: Array("\\t".utf8)
      case 0..<0x20:
        Array("\\u00".utf8) + (byte < 16 ? [0x30] : []) + Array(String(byte, radix: 16).utf8)
      default: [byte]
      }
    }
  }
}
