/// Writes the block of bytes that ``PackedVocabulary`` reads.
package struct PackedVocabularyWriter {
  /// One merge of a byte-pair vocabulary.
  package struct Merge {
    var left: TokenID
    var right: TokenID
    var merged: TokenID
  }

  /// The bytes of each token; empty for ids that have none.
  private let tokens: [[UInt8]]
  private let specialTokens: [SpecialToken]
  private var wholePieceFirst = true
  private var second: [SlotTable.Slot] = []
  private var scheme = PackedVocabulary.Scheme.ranks
  /// The halves of each id's last merge, nil where the encoder never makes the token; may be empty.
  package var halves: [(left: TokenID, right: TokenID)?] = []

  /// A byte-pair vocabulary whose ids are also the ranks of its merges, as OpenAI's are.
  ///
  /// - Parameters:
  ///   - tokens: The bytes of each id; empty for holes and special tokens.
  ///   - specialTokens: Tokens that stand outside of the text.
  package init(ranks tokens: [[UInt8]], specialTokens: [SpecialToken]) {
    self.tokens = tokens
    self.specialTokens = specialTokens
  }

  /// A byte-pair vocabulary with a list of merges, the best first.
  init(
    tokens: [[UInt8]], merges: [Merge], wholePieceFirst: Bool, specialTokens: [SpecialToken]
  ) {
    self.tokens = tokens
    self.specialTokens = specialTokens
    self.wholePieceFirst = wholePieceFirst
    scheme = .merges
    var seen = Set<UInt64>()
    for (rank, merge) in merges.enumerated() {
      let key = UInt64(merge.left) << 32 | UInt64(merge.right)
      guard seen.insert(key).inserted else { continue }
      second.append(
        SlotTable.Slot(key: key, value: merge.merged | 1 << 24, extra: UInt32(rank)))
    }
  }

  /// A word-piece vocabulary; tokens that begin with `##` continue a word.
  ///
  /// - Parameters:
  ///   - tokens: The text of each id, special tokens included.
  ///   - specialTokens: The texts of those that are special; those not listed are left out.
  package init(wordPieces tokens: [[UInt8]], specialTokens: [String]) {
    let special = Set(specialTokens.map { Array($0.utf8) })
    self.specialTokens = tokens.indices.filter { special.contains(tokens[$0]) }.map {
      SpecialToken(text: String(decoding: tokens[$0], as: UTF8.self), id: TokenID($0))
    }
    self.tokens = tokens.map { special.contains($0) ? [] : $0 }
    scheme = .wordPieces
  }

  /// Writes the block.
  ///
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` for what the format cannot hold.
  package func image() throws(TokenizerError) -> [UInt8] {
    guard tokens.count < 1 << 24 else {
      throw .invalidVocabulary(reason: "it has more than 16,777,215 tokens")
    }
    var total = 0
    for token in tokens { total += token.count }
    guard total < 1 << 30 else {
      throw .invalidVocabulary(reason: "its tokens have more than a gigabyte")
    }
    var offsets: [UInt32] = [0]
    var blob: [UInt8] = []
    offsets.reserveCapacity(tokens.count + 1)
    blob.reserveCapacity(total)
    for token in tokens {
      blob += token
      offsets.append(UInt32(blob.count))
    }
    let order = sortedIDs()
    let entries = distinct(order, offsets)
    let primary = try table(entries.filter { scheme != .wordPieces || !isContinuation($0) })
    let secondary = try table(
      scheme == .wordPieces
        ? entries.filter(isContinuation).compactMap(withoutPrefix) : second)

    var image = ImageBuilder()
    image.header = [
      PackedVocabulary.magic, PackedVocabulary.formatVersion, scheme.rawValue,
      UInt32(tokens.count), UInt32(vocabularySize), UInt32(tokens.map(\.count).max() ?? 0), 0,
      wholePieceFirst ? 1 : 0,
    ]
    image.append(offsets)
    image.append(bytes: blob)
    image.append(primary.pilots)
    image.append(primary.slots)
    image.append(order)
    image.append(specialTokens)
    image.append(secondary.pilots)
    image.append(secondary.slots)
    image.append(tokenOfEachByte())
    image.append(scheme == .ranks ? pairTokens() : [])
    image.append(primary.filter)
    image.append(secondary.filter)
    image.append(halves.flatMap { [$0?.left ?? .max, $0?.right ?? .max] })
    let triples = scheme == .ranks ? TripleTableBuilder(tokens) : nil
    image.append(triples?.rows ?? [])
    image.append(triples?.entries ?? [])
    return image.finished()
  }

  private func tokenOfEachByte() -> [UInt32] {
    var ids = [UInt32](repeating: .max, count: 256)
    for (id, token) in tokens.enumerated().reversed() where token.count == 1 {
      ids[Int(token[0])] = UInt32(id)
    }
    return ids
  }

  private func pairTokens() -> [UInt32] {
    var ids = [UInt32](repeating: TripleTable.none, count: 1 << 16)
    for (id, token) in tokens.enumerated().reversed() where token.count == 2 {
      ids[TripleTable.pair(token[0], token[1])] = UInt32(id)
    }
    return ids
  }

  private var vocabularySize: Int {
    let highest = specialTokens.map { Int($0.id) + 1 }.max() ?? 0
    return max(highest, tokens.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)
  }

  private func sortedIDs() -> [UInt32] {
    let ids = tokens.indices.filter { !tokens[$0].isEmpty }
    let sorted = ids.sorted { left, right in
      if tokens[left] == tokens[right] { return left < right }
      return tokens[left].lexicographicallyPrecedes(tokens[right])
    }
    return sorted.map { UInt32($0) }
  }

  /// The slots of the tokens, the lowest id where several have the same bytes.
  private func distinct(_ order: [UInt32], _ offsets: [UInt32]) -> [SlotTable.Slot] {
    var entries: [SlotTable.Slot] = []
    var previous: [UInt8] = []
    for id in order {
      let token = tokens[Int(id)]
      if token == previous { continue }
      previous = token
      if let slot = slot(id, token, at: offsets[Int(id)]) { entries.append(slot) }
    }
    return entries
  }

  private func slot(_ id: UInt32, _ token: [UInt8], at offset: UInt32) -> SlotTable.Slot? {
    let key = unsafe token.withUnsafeBufferPointer { bytes -> UInt64? in
      guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
      return unsafe PieceHash.key(base, bytes.count, available: bytes.count)
    }
    return key.map {
      SlotTable.Slot(key: $0, value: id | UInt32(min(token.count, 255)) << 24, extra: offset)
    }
  }

  private func isContinuation(_ slot: SlotTable.Slot) -> Bool {
    let token = tokens[Int(slot.value & 0xFF_FFFF)]
    return token.count > 2 && token.starts(with: "##".utf8)
  }

  private func withoutPrefix(_ entry: SlotTable.Slot) -> SlotTable.Slot? {
    let id = entry.value & 0xFF_FFFF
    return slot(id, Array(tokens[Int(id)].dropFirst(2)), at: entry.extra + 2)
  }

  private func table(_ entries: [SlotTable.Slot]) throws(TokenizerError) -> SlotTableBuilder {
    guard let builder = SlotTableBuilder(entries) else {
      throw .invalidVocabulary(reason: "two tokens cannot be told apart")
    }
    return builder
  }
}

/// Lays sections one after the other.
private struct ImageBuilder {
  var header: [UInt32] = []
  private var directory: [(offset: Int, count: Int)] = []
  private var body: [UInt8] = []
  private static let start =
    64 * ((4 * (8 + 2 * PackedVocabulary.Section.allCases.count) + 63) / 64)

  mutating func append(_ words: [UInt32]) {
    begin(words.count)
    for word in words { put(word) }
  }

  mutating func append(bytes: [UInt8]) {
    begin(bytes.count)
    body += bytes
  }

  mutating func append(_ halves: [UInt16]) {
    begin(halves.count)
    for half in halves { put(half) }
  }

  mutating func append(_ words: [UInt64]) {
    begin(words.count)
    for word in words { put(word) }
  }

  mutating func append(_ slots: [SlotTable.Slot]) {
    begin(slots.count)
    for slot in slots {
      put(slot.key)
      put(slot.value)
      put(slot.extra)
    }
  }

  mutating func append(_ specials: [SpecialToken]) {
    begin(specials.count)
    for special in specials {
      let text = Array(special.text.utf8)
      put(special.id)
      put(UInt32(text.count))
      body += text
      while body.count % 4 != 0 { body.append(0) }
    }
  }

  func finished() -> [UInt8] {
    var words = header
    words[6] = UInt32(Self.start + body.count)
    for section in directory {
      words.append(UInt32(Self.start + section.offset))
      words.append(UInt32(section.count))
    }
    var image: [UInt8] = []
    for word in words {
      for byte in 0..<4 { image.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
    }
    while image.count < Self.start { image.append(0) }
    return image + body
  }

  private mutating func begin(_ count: Int) {
    while body.count % 64 != 0 { body.append(0) }
    directory.append((body.count, count))
  }

  private mutating func put<Word: FixedWidthInteger>(_ word: Word) {
    for byte in 0..<Word.bitWidth / 8 { body.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
  }
}
