/// What of the white space at a file's end belongs to the prompt.
package enum PromptEnding: String, CaseIterable, Sendable {
  /// Editors add a line break: the prompt ends before it.
  case ignore
  case partOfPrompt
  /// What reads the file takes all white space off the prompt's end.
  case trim

  /// Where a prompt ends.
  ///
  /// - Parameters:
  ///   - range: From the prompt's beginning to the end of what holds it.
  ///   - byte: Gives the byte at an offset.
  /// - Returns: The end, in the range or at its ends.
  package func end(of range: Range<Int>, _ byte: (Int) -> UInt8) -> Int {
    var end = range.upperBound
    switch self {
    case .partOfPrompt:
      return end
    case .ignore:
      guard range.lowerBound < end, byte(end - 1) == 0x0A else { return end }
      end -= 1
      return range.lowerBound < end && byte(end - 1) == 0x0D ? end - 1 : end
    case .trim:
      while range.lowerBound < end, isWhiteSpace(byte(end - 1)) { end -= 1 }
      return end
    }
  }
}

/// Space, tab and line breaks.
func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
