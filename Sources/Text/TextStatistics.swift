/// How much text there is, in every unit that people and editors ask for.
///
/// The statistics of two stretches add up to those of the whole, wherever the cut is: a word or a
/// line break on both sides of it is counted once.
package struct TextStatistics: TreeSummary, Equatable {
  /// UTF-8 bytes.
  package private(set) var bytes = 0

  /// UTF-16 code units.
  package private(set) var utf16Units = 0

  /// Unicode scalars; what is called *characters* in counts.
  ///
  /// A character that is several scalars (a family emoji, a letter with a combining accent) counts
  /// as several, as it does in Python and in tokenizers: the number must not depend on the Unicode
  /// version that a segmentation would need.
  package private(set) var scalars = 0

  /// Line breaks: `\n`, `\r\n` and a lone `\r`, as in LSP.
  ///
  /// U+2028 and U+0085 are none.
  package private(set) var lineBreaks = 0

  /// Words: longest runs of scalars that have not the property White_Space.
  package private(set) var words = 0

  private var beginsWithLineFeed = false
  private(set) var endsWithCarriageReturn = false
  private var beginsInsideWord = false
  private var endsInsideWord = false

  package static let empty = TextStatistics()

  /// Creates the statistics of no text.
  package init() {}

  /// The length as the document tree measures it.
  package var length: Int { bytes }

  /// The lines that people count: a line break ends a line and begins none.
  ///
  /// `a\nb` and `a\nb\n` have two, the empty text none. (An editor shows one more after a final
  /// line break: ``DocumentTree/lineCount``.)
  package var lines: Int { lineBreaks + (bytes == 0 || endsWithLineBreak ? 0 : 1) }

  private(set) var endsWithLineBreak = false

  /// The statistics of two stretches that follow one another.
  package static func + (first: TextStatistics, second: TextStatistics) -> TextStatistics {
    if second.bytes == 0 { return first }
    if first.bytes == 0 { return second }
    var sum = second
    let sharesBreak = first.endsWithCarriageReturn && second.beginsWithLineFeed
    let sharesWord = first.endsInsideWord && second.beginsInsideWord
    sum.bytes += first.bytes
    sum.utf16Units += first.utf16Units
    sum.scalars += first.scalars
    sum.lineBreaks += first.lineBreaks - (sharesBreak ? 1 : 0)
    sum.words += first.words - (sharesWord ? 1 : 0)
    sum.beginsWithLineFeed = first.beginsWithLineFeed
    sum.beginsInsideWord = first.beginsInsideWord
    return sum
  }
}

extension TextStatistics {
  /// Counts a text that is no document.
  ///
  /// - Parameter text: UTF-8. Bytes that are not are counted as if each were a scalar by its
  ///   leading bits; nothing traps.
  /// - Complexity: O(*n*).
  package init(of text: Span<UInt8>) {
    self.init()
    guard !text.isEmpty else { return }
    let last = text.count - 1
    bytes = text.count
    countUnitsAndBreaks(text)
    if scalars == bytes {
      countASCIIWords(text)
    } else {
      countWords(text)
    }
    beginsWithLineFeed = text[0] == lineFeed
    endsWithCarriageReturn = text[last] == carriageReturn
    endsWithLineBreak = text[last] == lineFeed || text[last] == carriageReturn
  }

  /// One pass without branches, which the compiler turns into vector code.
  private mutating func countUnitsAndBreaks(_ text: Span<UInt8>) {
    var continuations = 0
    var astral = 0
    var breaks = 0
    var previousIsReturn: UInt8 = 0
    for index in text.indices {
      let byte = text[index]
      continuations += byte & 0xC0 == 0x80 ? 1 : 0
      astral += 0xF0 <= byte ? 1 : 0
      let isFeed: UInt8 = byte == lineFeed ? 1 : 0
      let isReturn: UInt8 = byte == carriageReturn ? 1 : 0
      breaks += Int(isFeed | isReturn) - Int(isFeed & previousIsReturn)
      previousIsReturn = isReturn
    }
    scalars = text.count - continuations
    utf16Units = scalars + astral
    lineBreaks = breaks
  }

  private mutating func countASCIIWords(_ text: Span<UInt8>) {
    var starts = 0
    var previousIsSpace: UInt8 = 1
    for index in text.indices {
      let byte = text[index]
      let isSpace: UInt8 = byte == 0x20 || byte &- 9 < 5 ? 1 : 0
      starts += Int(previousIsSpace & (isSpace ^ 1))
      previousIsSpace = isSpace
    }
    words = starts
    beginsInsideWord = !(text[0] == 0x20 || text[0] &- 9 < 5)
    endsInsideWord = previousIsSpace == 0
  }

  private mutating func countWords(_ text: Span<UInt8>) {
    var isInside = false
    var index = 0
    while index < text.count {
      let spaceLength = whiteSpaceLength(in: text, at: index)
      if spaceLength == 0, !isInside { words += 1 }
      isInside = spaceLength == 0
      if index == 0 { beginsInsideWord = isInside }
      index += max(spaceLength, 1)
    }
    endsInsideWord = isInside
  }
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
