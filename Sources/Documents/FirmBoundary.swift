import Text

/// A place where every supported tokenizer cuts, and where neither side depends on the other.
///
/// Let *x* be the scalar before an offset and *y* the one after it. The offset is a *firm boundary*
/// if *x* and *y* alone make sure of two things, whatever else stands around them:
///
/// - no piece has *x* and *y* both inside, so that a piece ends and another begins here;
/// - no pretokenizer, matching from before the offset, looks further than *y*.
///
/// None of the pretokenizers looks behind where it stands. So the tokens before a firm boundary are
/// those of any text that agrees up to and including *y*, and the tokens after it are those of the
/// rest alone: an edit re-tokenizes from the last firm boundary whose *y* it leaves alone to the
/// first whose *x* it leaves alone, and nothing else can have changed.
///
/// The rules, each with the reason why it holds for the patterns of gpt2, p50k, cl100k, o200k and
/// their relatives (Llama 3, Qwen 2, SmolLM), and for BERT:
///
/// 1. *x* is no white space, *y* is a space or a tab. In the patterns white space follows other
///    scalars of its piece only as `[\r\n]` (o200k: `[\r\n/]`) after punctuation, and everything
///    that matches up to *x* stops at *y*. BERT splits at white space.
/// 2. *x* is `\n` or `\r`, *y* is neither white space nor `/`. Of white space, only a space or a tab
///    joins what follows; `[\r\n]` does not, except before `/` in o200k. `\s+(?!\S)` looks at *y*.
/// 3. *x* is an ASCII letter or digit, *y* ASCII punctuation other than `'`. Runs of letters and of
///    digits stop at *y*, which begins no contraction. BERT isolates punctuation.
/// 4. *x* is an ideograph, kana or Hangul syllable, *y* one of the usual full-width stops and
///    brackets. The same as rule 3, for text that has no spaces.
///
/// Mark (`\p{M}`) never is *y*. A run without any such place (a megabyte of one letter) is re-read
/// whole.
enum FirmBoundary {
  /// Tells whether a firm boundary is at an offset.
  ///
  /// - Parameters:
  ///   - offset: Where a scalar begins, neither 0 nor the end.
  ///   - text: UTF-8 around it, with the whole scalars before and after the offset.
  /// - Returns: True if there is one; the start and the end of a text always are, and not asked for.
  @inline(__always)
  static func isBoundary(_ offset: Int, in text: Span<UInt8>) -> Bool {
    let before = text[offset - 1]
    let after = text[offset]
    switch asciiClass(after) {
    case .blank:
      return before < 0x80 ? 0x20 < before : !endsInWhiteSpace(text, offset)
    case .punctuation:
      if asciiClass(before) == .alphanumeric { return true }
    case .alphanumeric:
      break
    case .other:
      if after == 0x0A || after == 0x0D { return false }
      if 0x80 <= after, 0x80 <= before, isFullWidthStop(text, offset) {
        return endsInEastAsianLetter(text, offset)
      }
    }
    guard before == 0x0A || before == 0x0D else { return false }
    return after != UInt8(ascii: "/") && whiteSpaceLength(in: text, at: offset) == 0
  }

  /// What the rules tell apart among ASCII.
  private enum ASCIIClass {
    case alphanumeric
    case punctuation
    case blank
    case other
  }

  @inline(__always)
  private static func asciiClass(_ byte: UInt8) -> ASCIIClass {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: .alphanumeric
    case 0x27: .other
    case 0x21...0x7E: .punctuation
    case 0x09, 0x20: .blank
    default: .other
    }
  }

  /// Whether a scalar of several bytes that ends at an offset is white space.
  private static func endsInWhiteSpace(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    (2 <= offset && whiteSpaceLength(in: text, at: offset - 2) == 2)
      || (3 <= offset && whiteSpaceLength(in: text, at: offset - 3) == 3)
  }

  /// Whether a scalar of three bytes that ends at an offset is a letter of Chinese, Japanese or
  /// Korean.
  private static func endsInEastAsianLetter(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    guard 3 <= offset, text[offset - 3] & 0xF0 == 0xE0 else { return false }
    switch scalar(text, offset - 3) {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: return true
    default: return false
    }
  }

  /// Whether full-width punctuation begins at an offset.
  private static func isFullWidthStop(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    guard offset + 2 < text.count, text[offset] & 0xF0 == 0xE0 else { return false }
    switch scalar(text, offset) {
    case 0x3001, 0x3002, 0x300A...0x300F, 0xFF01, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F:
      return true
    default: return false
    }
  }

  /// The scalar of the three bytes at an offset.
  private static func scalar(_ text: Span<UInt8>, _ offset: Int) -> UInt32 {
    UInt32(text[offset] & 0x0F) << 12 | UInt32(text[offset + 1] & 0x3F) << 6
      | UInt32(text[offset + 2] & 0x3F)
  }
}
