import UnicodeTables

extension WordAssembler {
  /// Cuts a segment of a text into words and appends the tokens of each.
  ///
  /// Words of ASCII letters and digits, punctuation and ideographs are looked up as they stand in the
  /// text, before anything is done to them.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - segment: Bytes of the text.
  ///   - readable: Bytes of the text that may be read.
  ///   - work: Receives the tokens.
  @inline(__always)
  mutating func scan(
    _ text: UnsafePointer<UInt8>, _ segment: Range<Int>, readable: Int, _ work: inout Workspace
  ) {
    var place = segment.lowerBound
    let end = segment.upperBound
    while place < end {
      if count == 0, unsafe text[place] == UInt8(ascii: " ") {
        place &+= 1
        continue
      }
      // A word that has begun goes on by characters.
      let length = unsafe count > 0 ? 0 : lengthOfPlainWord(text + place, end &- place)
      guard length > 0 else {
        place = unsafe takeSlowly(text, place, end, &work)
        continue
      }
      if length <= ShortPieceCache.longestPiece, readable &- place >= 16 {
        work.reserve(ShortPieceCache.mostTokens)
        let key = unsafe ShortPieceCache.Key(text + place, length)
        if !work.appendKnown(key) {
          unsafe learn(key, text, place..<place &+ length, &work)
        }
      } else {
        unsafe takeWord(text, place..<place &+ length, &work)
      }
      place &+= length
    }
    flush { id, _ in
      work.reserve(1)
      work.append(id)
    }
  }

  /// The length of the ASCII word, or of the character that stands alone, at the start of some bytes;
  /// 0 where there is none or where something follows that could belong to it.
  @inline(__always)
  private func lengthOfPlainWord(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    if unsafe bytes[0] >= 0x80 { return unsafe lengthOfIsolated(bytes, count) }
    let first = unsafe ASCIIAction.ofAny(bytes[0])
    if first == ASCIIAction.isolated { return 1 }
    var length = unsafe Scanner(bytes: bytes, end: count).skipLetters(from: 0, upperToo: true)
    while length < count {
      let action = unsafe ASCIIAction.ofAny(bytes[length])
      if action < ASCIIAction.letter {
        return action == ASCIIAction.removed ? 0 : length
      }
      length &+= 1
    }
    return length
  }

  /// The length of the character beyond ASCII that stands alone, as ideographs do; 0 for others.
  @inline(__always)
  private func lengthOfIsolated(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let decoded = unsafe UTF8Decoding.decode(bytes, count: count)
    guard decoded.isWellFormed, !vocabulary.isCased,
      normalization.entry(of: decoded.scalar) == BERTNormalization.isolated
    else { return 0 }
    return decoded.length
  }

  @inline(never)
  private mutating func learn(
    _ key: ShortPieceCache.Key, _ text: UnsafePointer<UInt8>, _ word: Range<Int>,
    _ work: inout Workspace
  ) {
    work.reserve(word.count)
    let first = work.count
    unsafe takeWord(text, word, &work)
    work.remember(key, tokensFrom: first)
  }

  @inline(never)
  private mutating func takeWord(
    _ text: UnsafePointer<UInt8>, _ word: Range<Int>, _ work: inout Workspace
  ) {
    var place = word.lowerBound
    while place < word.upperBound { place = unsafe takeSlowly(text, place, word.upperBound, &work) }
    flush { id, _ in
      work.reserve(1)
      work.append(id)
    }
  }

  @inline(never)
  private mutating func takeSlowly(
    _ text: UnsafePointer<UInt8>, _ place: Int, _ end: Int, _ work: inout Workspace
  ) -> Int {
    unsafe take(text, place, end) { id, _ in
      work.reserve(1)
      work.append(id)
    }
  }
}
