/// The tokens of a word-piece tokenizer.
struct WordPieceVocabulary: Sendable {
  let storage: PackedVocabulary
  let packed: PackedTables
  let workspaces = WorkspacePool()
  /// What words become that the vocabulary cannot spell.
  let unknown: TokenID
  /// What a template puts before and after a text; nil where the vocabulary lacks it.
  let opening: TokenID?
  /// Whether letters keep their case and accents.
  let isCased: Bool
  let closing: TokenID?

  /// Words of more characters are unknown.
  static let longestWord = 100

  init?(_ storage: PackedVocabulary, isCased: Bool) {
    func id(_ text: String) -> TokenID? { storage.specialTokens.first { $0.text == text }?.id }
    guard let unknown = id("[UNK]") else { return nil }
    self.storage = storage
    packed = storage.tables
    self.unknown = unknown
    self.isCased = isCased
    opening = id("[CLS]")
    closing = id("[SEP]")
  }

  /// Splits a normalized word into the longest tokens, left to right.
  ///
  /// - Parameters:
  ///   - word: The word.
  ///   - count: Its bytes, at least 1.
  ///   - available: Bytes that may be read.
  ///   - ends: Receives where each token ends.
  ///   - tokens: Receives the tokens; holds room for `count`.
  /// - Returns: How many tokens there are; 0 when the word cannot be spelled.
  ///
  /// Source: models/wordpiece/mod.rs of tokenizers.
  @inline(__always)
  func split(
    _ word: UnsafePointer<UInt8>, _ count: Int, available: Int,
    ends: UnsafeMutablePointer<UInt32>, tokens: UnsafeMutablePointer<UInt32>
  ) -> Int {
    if count == 1, unsafe packed.byteTokens[Int(word[0])] != UInt32.max {
      unsafe tokens[0] = packed.byteTokens[Int(word[0])]
      unsafe ends[0] = 1
      return 1
    }
    if let id = unsafe packed.id(of: word, count, available: available, in: packed.table) {
      unsafe tokens[0] = id
      unsafe ends[0] = UInt32(truncatingIfNeeded: count)
      return 1
    }
    return unsafe splitByPieces(word, count, available: available, ends: ends, tokens: tokens)
  }

  private func splitByPieces(
    _ word: UnsafePointer<UInt8>, _ count: Int, available: Int,
    ends: UnsafeMutablePointer<UInt32>, tokens: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var start = 0
    var found = 0
    while start < count {
      let table = start == 0 ? packed.table : packed.second
      // A vocabulary may have no token but special ones.
      var length = min(count - start, packed.longestToken)
      while length > 0 {
        if let id = unsafe packed.improbableID(
          of: word + start, length, available: available - start, in: table)
        {
          unsafe tokens[found] = id
          break
        }
        length -= 1
      }
      if length == 0 { return 0 }
      start += length
      unsafe ends[found] = UInt32(truncatingIfNeeded: start)
      found += 1
    }
    return found
  }
}
