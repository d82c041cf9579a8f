extension DocumentTree {
  /// The number of lines as an editor shows them: one more than there are line breaks.
  package var lineCount: Int { statistics.lineBreaks + 1 }

  /// The range of a line's bytes without its line break.
  ///
  /// Lines are counted from 0.
  ///
  /// - Precondition: `line < lineCount`.
  /// - Complexity: O(log *n*), plus the reading of one or two chunks.
  package func contentRange(ofLine line: Int) -> Range<Int> {
    checkLine(line)
    let start = startOfLine(line)
    return start..<(line < statistics.lineBreaks ? lineBreak(line).lowerBound : byteCount)
  }

  /// The range of a line's bytes with its line break.
  ///
  /// These ranges, line after line, cover the document.
  package func range(ofLine line: Int) -> Range<Int> {
    checkLine(line)
    return startOfLine(
      line)..<(line < statistics.lineBreaks ? lineBreak(line).upperBound : byteCount)
  }

  /// The ranges of consecutive lines with their line breaks.
  ///
  /// - Complexity: O(log *n* + *m*) for lines of *m* bytes together.
  package func ranges(ofLines lines: Range<Int>) -> [Range<Int>] {
    guard let last = lines.last else { return [] }
    checkLine(lines.lowerBound)
    let end = range(ofLine: last).upperBound
    var start = startOfLine(lines.lowerBound)
    var offset = start
    var previous: UInt8 = 0
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(lines.count)
    forEachChunk(in: start..<end) { chunk in
      for index in chunk.indices {
        let byte = chunk[index]
        // A carriage return ends its line only when no line feed follows.
        if previous == carriageReturn, byte != lineFeed {
          ranges.append(start..<offset)
          start = offset
        }
        offset += 1
        if byte == lineFeed {
          ranges.append(start..<offset)
          start = offset
        }
        previous = byte
      }
    }
    if previous == carriageReturn {
      ranges.append(start..<end)
      start = end
    }
    if ranges.count < lines.count { ranges.append(start..<end) }
    return ranges
  }

  /// The line that an offset is on, counted from 0.
  ///
  /// An offset inside a line break, between `\r` and `\n`, is on the line that it ends.
  package func line(at offset: Int) -> Int {
    let before = statistics(before: offset)
    let isInsideBreak =
      before.endsWithCarriageReturn && offset < byteCount && self[offset] == lineFeed
    return before.lineBreaks - (isInsideBreak ? 1 : 0)
  }

  private func checkLine(_ line: Int) {
    precondition((0..<lineCount).contains(line), "line \(line) of \(lineCount)")
  }

  func startOfLine(_ line: Int) -> Int {
    line == 0 ? 0 : lineBreak(line - 1).upperBound
  }

  /// The counts of all that stands before an offset.
  func statistics(before offset: Int) -> TextStatistics {
    let (chunk, before) = chunk(at: offset)
    return before
      + TextStatistics(of: chunk.bytes.span.extracting(first: offset - before.bytes))
  }

  /// The bytes of the line break that ends a line.
  private func lineBreak(_ line: Int) -> Range<Int> {
    let (leaf, before) = tree.firstLeaf { line < $0.lineBreaks }
    let bytes = leaf.bytes.span
    var current = before.lineBreaks
    var previous = before.endsWithCarriageReturn ? carriageReturn : 0
    for index in bytes.indices {
      let byte = bytes[index]
      let beginsBreak =
        byte == carriageReturn || (byte == lineFeed && previous != carriageReturn)
      if beginsBreak, current == line {
        let start = before.bytes + index
        let isPair =
          byte == carriageReturn && start + 1 < byteCount && self[start + 1] == lineFeed
        return start..<start + (isPair ? 2 : 1)
      }
      current += beginsBreak ? 1 : 0
      previous = byte
    }
    preconditionFailure("line \(line) has no line break")
  }
}
