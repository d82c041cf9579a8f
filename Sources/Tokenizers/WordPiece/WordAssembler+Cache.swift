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
    // Apart, as a question to all of this would copy it for each word.
    let plainWords = PlainWords(normalization: normalization, isCased: vocabulary.isCased)
    while place < end {
      if count == 0, unsafe ASCIIAction.ofAny(text[place]) == ASCIIAction.space {
        place &+= 1
        continue
      }
      // A word that has begun goes on by characters.
      let length = unsafe count > 0 ? 0 : plainWords.length(text + place, end &- place)
      guard length > 0 else {
        var next = place
        if unsafe !mayBeCharacter(text, place, end) {
          next = unsafe takeOrdinary(text, place, end)
        }
        place = unsafe next > place ? next : takeSlowly(text, place, end, &work)
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

  /// Whether a character beyond ASCII may begin at a place: a byte that begins one, and another after it.
  @inline(__always)
  private func mayBeCharacter(_ text: UnsafePointer<UInt8>, _ place: Int, _ end: Int) -> Bool {
    let begins: UInt8 = unsafe text[place] >= 0xC2 ? 1 : 0
    let goesOn: UInt8 = unsafe text[min(place &+ 1, end &- 1)] & 0xC0 == 0x80 ? 1 : 0
    return begins & goesOn != 0
  }

  /// Takes ASCII letters and digits and whatever is removed among them, without a branch for each.
  ///
  /// - Returns: Where something else begins, or what may be a character beyond ASCII.
  @inline(never)
  private mutating func takeOrdinary(
    _ text: UnsafePointer<UInt8>, _ first: Int, _ end: Int
  ) -> Int {
    let keepsCase = vocabulary.isCased
    if count == 0 { start = first }
    var place = first
    var length = count
    while place < end, length < Self.capacity - 16 {
      let byte = unsafe text[place]
      let plain = ASCIIAction.of(byte & 0x7F)
      let action = byte < 0x80 ? plain : ASCIIAction.removed
      let parts = action &- ASCIIAction.space < 2
      // Both, so that there is one branch.
      if unsafe (parts ? 1 : 0) | (mayBeCharacter(text, place, end) ? 1 : 0) != 0 { break }
      unsafe word[length] = keepsCase ? byte : action
      length &+= action == ASCIIAction.removed ? 0 : 1
      place &+= 1
    }
    characters &+= length &- count
    count = length
    self.end = place
    return place
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

/// Finds words that are looked up as they stand.
private struct PlainWords {
  let normalization: BERTNormalization
  let isCased: Bool

  /// The length of the ASCII word, or of the character that stands alone, at the start of some bytes;
  /// 0 where there is none or where something follows that could belong to it.
  @inline(__always)
  func length(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
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
    guard decoded.isWellFormed, !isCased,
      normalization.entry(of: decoded.scalar) == BERTNormalization.isolated
    else { return 0 }
    return decoded.length
  }
}
