import UnicodeTables

/// Collects the normalized characters of a word and hands over its tokens.
///
/// Words are what BERT's normalizer and pretokenizer leave between white space: runs of ordinary
/// characters, and punctuation and ideographs one by one. Ill-formed bytes are dropped, as U+FFFD is.
@safe
struct WordAssembler {
  /// Bytes of the longest word, with room to read a word past its end and to write a target.
  static let capacity = 4 * WordPieceVocabulary.longestWord + 32

  let vocabulary: WordPieceVocabulary
  let normalization = BERTNormalization.uncased
  /// The normalized bytes of the word.
  let word: UnsafeMutablePointer<UInt8>
  let tokens: UnsafeMutablePointer<UInt32>
  let ends: UnsafeMutablePointer<UInt32>
  /// For each byte of the word where its character begins and ends in the text; nil when nobody asks.
  let sources: UnsafeMutablePointer<Range<Int>>?
  var count = 0
  var characters = 0
  /// Where the first character of the word begins and the last one ends, in the text.
  var start = 0
  var end = 0

  init(
    _ vocabulary: WordPieceVocabulary, bytes: UnsafeMutablePointer<UInt8>,
    words: UnsafeMutablePointer<UInt32>, sources: UnsafeMutablePointer<Range<Int>>?
  ) {
    self.vocabulary = vocabulary
    unsafe word = bytes
    unsafe tokens = words
    unsafe ends = words + Self.capacity
    unsafe self.sources = sources
  }

  /// Cuts a segment of a text into words and hands over the tokens of each, with their ranges.
  @inline(__always)
  mutating func scan(
    _ text: UnsafePointer<UInt8>, _ segment: Range<Int>, emit: (TokenID, Range<Int>) -> Void
  ) {
    var place = segment.lowerBound
    while place < segment.upperBound {
      place = unsafe take(text, place, segment.upperBound, emit: emit)
    }
    flush(emit: emit)
  }

  /// Takes a character.
  ///
  /// - Returns: Where it ends.
  @inline(__always)
  mutating func take(
    _ text: UnsafePointer<UInt8>, _ place: Int, _ end: Int, emit: (TokenID, Range<Int>) -> Void
  ) -> Int {
    let byte = unsafe text[place]
    guard byte < 0x80 else { return unsafe takeWide(text, place, end, emit: emit) }
    let action = ASCIIAction.of(byte)
    if action >= ASCIIAction.letter {
      append(vocabulary.isCased ? byte : action, place..<place &+ 1)
      characters &+= 1
    } else if action != ASCIIAction.removed {
      flush(emit: emit)
      if action == ASCIIAction.isolated {
        append(byte, place..<place &+ 1)
        characters = 1
        flush(emit: emit)
      }
    }
    return place &+ 1
  }

  /// Takes a character beyond ASCII.
  ///
  /// - Returns: Where it ends.
  private mutating func takeWide(
    _ text: UnsafePointer<UInt8>, _ place: Int, _ end: Int, emit: (TokenID, Range<Int>) -> Void
  ) -> Int {
    let decoded = unsafe UTF8Decoding.decode(text + place, count: end &- place)
    let next = place &+ decoded.length
    guard decoded.isWellFormed else { return next }
    let source = place..<next
    var entry = normalization.entry(of: decoded.scalar)
    if vocabulary.isCased { entry = casedEntry(entry, decoded.scalar) }
    switch entry {
    case BERTNormalization.removed: break
    case BERTNormalization.space: flush(emit: emit)
    case BERTNormalization.same:
      if decoded.scalar &- 0xAC00 < 11172, !vocabulary.isCased {
        appendJamo(decoded.scalar &- 0xAC00, source)
      } else {
        for index in place..<next { unsafe append(text[index], source) }
        characters &+= 1
      }
    case BERTNormalization.isolated:
      flush(emit: emit)
      for index in place..<next { unsafe append(text[index], source) }
      characters = 1
      flush(emit: emit)
    default:
      appendTarget(Int(entry &- BERTNormalization.firstMapped), source, emit: emit)
    }
    return next
  }

  private static let punctuation = UnicodeProperties.punctuation

  /// The entry of a character whose case and accents are kept.
  private func casedEntry(_ entry: UInt16, _ scalar: UInt32) -> UInt16 {
    if entry == BERTNormalization.removed, CharacterClass(of: scalar) == .mark {
      return BERTNormalization.same
    }
    guard entry >= BERTNormalization.firstMapped else { return entry }
    // What stands alone as it is, and not only as what it would become: U+2260 would be "=".
    let isIdeograph = scalar &- 0xF900 < 0x200 || scalar &- 0x2F800 < 0x220
    return isIdeograph || Self.punctuation.contains(scalar)
      ? BERTNormalization.isolated : BERTNormalization.same
  }

  private mutating func appendTarget(
    _ target: Int, _ source: Range<Int>, emit: (TokenID, Range<Int>) -> Void
  ) {
    let isolated = unsafe normalization.isolatedTargets[target] == 1
    if isolated { flush(emit: emit) }
    let start = unsafe Int(normalization.starts[target])
    let end = unsafe Int(normalization.starts[target + 1])
    for index in start..<end {
      let byte = unsafe UInt8(truncatingIfNeeded: normalization.targets[index])
      append(byte, source)
      if byte & 0xC0 != 0x80 { characters &+= 1 }
    }
    if isolated { flush(emit: emit) }
  }

  /// Appends the jamo of a Hangul syllable.
  ///
  /// Source: Unicode 16, section 3.12.
  private mutating func appendJamo(_ syllable: UInt32, _ source: Range<Int>) {
    appendJamo(scalar: 0x1100 + syllable / 588, source)
    appendJamo(scalar: 0x1161 + syllable % 588 / 28, source)
    if syllable % 28 != 0 { appendJamo(scalar: 0x11A7 + syllable % 28, source) }
  }

  private mutating func appendJamo(scalar: UInt32, _ source: Range<Int>) {
    append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12), source)
    append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F), source)
    append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F), source)
    characters &+= 1
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8, _ source: Range<Int>) {
    if count == 0 { start = source.lowerBound }
    end = source.upperBound
    // A word that overflows has too many characters to be known; only its extent still matters.
    if count < Self.capacity - 16 {
      unsafe word[count] = byte
      if let sources = unsafe sources { unsafe sources[count] = source }
      count &+= 1
    }
  }

  /// Hands over the tokens of the word, if there is one, and begins another.
  @inline(__always)
  mutating func flush(emit: (TokenID, Range<Int>) -> Void) {
    guard count > 0 else { return }
    var found = 0
    if characters <= WordPieceVocabulary.longestWord {
      found = unsafe vocabulary.split(
        word, count, available: Self.capacity, ends: ends, tokens: tokens)
    }
    if found == 0 {
      emit(vocabulary.unknown, start..<end)
    } else if let sources = unsafe sources {
      var first = 0
      for index in 0..<found {
        let next = unsafe Int(ends[index])
        unsafe emit(tokens[index], sources[first].lowerBound..<sources[next - 1].upperBound)
        first = next
      }
    } else {
      for index in 0..<found { unsafe emit(tokens[index], 0..<0) }
    }
    count = 0
    characters = 0
  }
}

/// What becomes of an ASCII character: its lower case, or one of the small numbers.
enum ASCIIAction {
  static let removed: UInt8 = 1
  static let space: UInt8 = 2
  static let isolated: UInt8 = 3
  /// Letters and digits are not below.
  static let letter: UInt8 = 0x30

  @inline(__always)
  static func of(_ byte: UInt8) -> UInt8 {
    unsafe table.utf8Start[Int(byte)]
  }

  /// What becomes of any byte; beyond ASCII as though it were removed.
  @inline(__always)
  static func ofAny(_ byte: UInt8) -> UInt8 {
    byte < 0x80 ? of(byte) : removed
  }

  /// Rows of 16 characters.
  private static var table: StaticString {
    """
    \u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{2}\u{2}\u{1}\u{1}\u{2}\u{1}\u{1}\
    \u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\
    \u{2}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\
    0123456789\u{3}\u{3}\u{3}\u{3}\u{3}\u{3}\
    \u{3}abcdefghijklmno\
    pqrstuvwxyz\u{3}\u{3}\u{3}\u{3}\u{3}\
    \u{3}abcdefghijklmno\
    pqrstuvwxyz\u{3}\u{3}\u{3}\u{3}\u{1}
    """
  }
}
