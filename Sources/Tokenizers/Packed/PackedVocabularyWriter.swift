import CMerging

/// Writes the block of bytes that ``PackedVocabulary`` reads.
package struct PackedVocabularyWriter {
  /// One merge of a byte-pair vocabulary.
  package struct Merge {
    var left: TokenID
    var right: TokenID
    var merged: TokenID
  }

  /// The bytes of each token; empty for ids that have none.
  private let tokens: TokenTexts
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
  package init(ranks tokens: TokenTexts, specialTokens: [SpecialToken]) {
    self.tokens = tokens
    self.specialTokens = specialTokens
  }

  /// A byte-pair vocabulary with a list of merges, the best first.
  init(
    tokens: TokenTexts, merges: [Merge], wholePieceFirst: Bool, specialTokens: [SpecialToken]
  ) {
    self.tokens = tokens
    self.specialTokens = specialTokens
    self.wholePieceFirst = wholePieceFirst
    scheme = .merges
    var seen = Set<UInt64>(minimumCapacity: merges.count)
    second.reserveCapacity(merges.count)
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
  package init(wordPieces tokens: TokenTexts, specialTokens: [String]) {
    let special = Set(specialTokens.map { Array($0.utf8)[...] })
    let ids = (0..<tokens.count).filter { special.contains(tokens[$0]) }
    self.specialTokens = ids.map {
      SpecialToken(text: String(decoding: tokens[$0], as: UTF8.self), id: TokenID($0))
    }
    var ordinary = tokens
    for id in ids { ordinary.clear(id) }
    self.tokens = ordinary
    scheme = .wordPieces
  }

  /// Writes the block.
  ///
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` for what the format cannot hold.
  package func image() throws(TokenizerError) -> [UInt8] {
    let block = try block()
    return unsafe Array(block.bytes)
  }

  /// Writes the block where it is to be used.
  ///
  /// - Throws: As ``image()``.
  package consuming func packed() throws(TokenizerError) -> PackedVocabulary {
    PackedVocabulary(owning: try block())
  }

  private consuming func block() throws(TokenizerError) -> Allocation {
    guard tokens.count < 1 << 24 else {
      throw .invalidVocabulary(reason: "it has more than 16,777,215 tokens")
    }
    var (total, longest) = (0, 0)
    for id in 0..<tokens.count {
      total += tokens.length(id)
      longest = max(longest, tokens.length(id))
    }
    guard total < 1 << 30, !tokens.isTooLong else {
      throw .invalidVocabulary(reason: "its tokens have more than a gigabyte")
    }
    var offsets: [UInt32] = [0]
    var blob: [UInt8] = []
    offsets.reserveCapacity(tokens.count + 1)
    blob.reserveCapacity(total)
    for id in 0..<tokens.count {
      blob += tokens[id]
      offsets.append(UInt32(blob.count))
    }
    let order = sortedIDs()
    let (primary, secondary) = try tables(order, offsets)
    // The largest part is made last, when what it is made of is all that is left.
    second = []

    var image = ImageBuilder()
    image.header = [
      PackedVocabulary.magic, PackedVocabulary.formatVersion, scheme.rawValue,
      UInt32(tokens.count), UInt32(vocabularySize), UInt32(longest), 0,
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

  private func tables(
    _ order: [UInt32], _ offsets: [UInt32]
  ) throws(TokenizerError) -> (primary: SlotTableBuilder, secondary: SlotTableBuilder) {
    let entries = distinct(order, offsets)
    guard scheme == .wordPieces else { return (try table(entries), try table(second)) }
    return (
      try table(entries.filter { !isContinuation($0) }),
      try table(entries.filter(isContinuation).compactMap(withoutPrefix))
    )
  }

  private func tokenOfEachByte() -> [UInt32] {
    var ids = [UInt32](repeating: .max, count: 256)
    for id in (0..<tokens.count).reversed() where tokens.length(id) == 1 {
      for byte in tokens[id] { ids[Int(byte)] = UInt32(id) }
    }
    return ids
  }

  private func pairTokens() -> [UInt32] {
    var ids = [UInt32](repeating: TripleTable.none, count: 1 << 16)
    for id in (0..<tokens.count).reversed() where tokens.length(id) == 2 {
      let bytes = Array(tokens[id])
      ids[TripleTable.pair(bytes[0], bytes[1])] = UInt32(id)
    }
    return ids
  }

  private var vocabularySize: Int {
    let highest = specialTokens.map { Int($0.id) + 1 }.max() ?? 0
    return max(highest, (0..<tokens.count).last { tokens.length($0) > 0 }.map { $0 + 1 } ?? 0)
  }

  private func sortedIDs() -> [UInt32] {
    var ids = (0..<UInt32(tokens.count)).filter { tokens.length(Int($0)) > 0 }
    ids.sort { left, right in
      if tokens.precedes(Int(left), Int(right)) { return true }
      return left < right && !tokens.precedes(Int(right), Int(left))
    }
    return ids
  }

  /// The slots of the tokens, the lowest id where several have the same bytes.
  private func distinct(_ order: [UInt32], _ offsets: [UInt32]) -> [SlotTable.Slot] {
    var entries: [SlotTable.Slot] = []
    entries.reserveCapacity(order.count)
    var previous: ArraySlice<UInt8> = []
    for id in order {
      let token = tokens[Int(id)]
      if token == previous { continue }
      previous = token
      if let slot = slot(id, token, at: offsets[Int(id)]) { entries.append(slot) }
    }
    return entries
  }

  private func slot(_ id: UInt32, _ token: ArraySlice<UInt8>, at offset: UInt32) -> SlotTable.Slot?
  {
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
    return slot(id, tokens[Int(id)].dropFirst(2), at: entry.extra + 2)
  }

  private func table(_ entries: [SlotTable.Slot]) throws(TokenizerError) -> SlotTableBuilder {
    guard let builder = SlotTableBuilder(entries) else {
      throw .invalidVocabulary(reason: "two tokens cannot be told apart")
    }
    return builder
  }
}
