import Tokenizers

/// The text between two vocabularies, and what of its source is no text.
struct SourceText {
  /// UTF-8.
  var bytes: [UInt8] = []

  /// Where the source has special tokens, and how they read.
  var specialTokens: [(range: Range<Int>, text: [UInt8])] = []

  /// Parts of characters, each replaced by one U+FFFD.
  var splitCharacters: [Loss] = []

  /// Reads bytes of which some may be no UTF-8.
  init(_ bytes: [UInt8]) {
    append(bytes)
  }

  /// Reads what ids spell.
  ///
  /// Special tokens read as people write them, and their places are noted.
  init(_ ids: [TokenID], _ tokenizer: Tokenizer) throws(TokenizerError) {
    let texts = Dictionary(
      tokenizer.specialTokens.map { ($0.id, Array($0.text.utf8)) },
      uniquingKeysWith: { first, _ in first })
    let special = ids.compactMap { texts[$0] }
    let text = try tokenizer.decode(ids)
    guard !special.isEmpty else {
      append(text)
      return
    }
    if tokenizer.kind == .wordPiece {
      // Word pieces are joined by their neighbors. Their special tokens can be found afterwards:
      // ordinary tokens never spell one, since brackets stand alone.
      append(text)
      findSpecialTokens(special)
      return
    }
    var start = 0
    for (index, id) in ids.enumerated() {
      guard let text = texts[id] else { continue }
      append(try tokenizer.decode(Array(ids[start..<index])))
      specialTokens.append((bytes.count..<bytes.count + text.count, text))
      bytes += text
      start = index + 1
    }
    append(try tokenizer.decode(Array(ids[start...])))
  }

  private mutating func findSpecialTokens(_ texts: [[UInt8]]) {
    var start = 0
    for text in texts {
      while start + text.count <= bytes.count {
        let range = start..<start + text.count
        start += 1
        guard bytes[range].elementsEqual(text) else { continue }
        specialTokens.append((range, text))
        start = range.upperBound
        break
      }
    }
  }

  /// Appends bytes, each maximal part of a character replaced by U+FFFD.
  ///
  /// Source: The Unicode Standard, section 3.9, "U+FFFD substitution of maximal subparts".
  private mutating func append(_ source: [UInt8]) {
    var start = 0
    while start < source.count {
      let rest = source.span.extracting(start..<source.count)
      do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: rest)
        bytes += source[start...]
        return
      } catch {
        let invalid = error.byteOffsets
        bytes += source[start..<start + invalid.lowerBound]
        let range = bytes.count..<bytes.count + Self.replacement.count
        let part = Array(source[start + invalid.lowerBound..<start + invalid.upperBound])
        splitCharacters.append(
          Loss(kind: .splitCharacter, range: range, before: part, after: Self.replacement))
        bytes += Self.replacement
        start += invalid.upperBound
      }
    }
  }

  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
}
