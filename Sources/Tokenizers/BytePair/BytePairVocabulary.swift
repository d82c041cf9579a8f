/// The tokens and merges of a byte-pair tokenizer.
///
/// A copy shares the storage, which never changes.
package struct BytePairVocabulary: Sendable {
  let storage: PackedVocabulary
  /// The tables at a place of their own, so that what runs for each piece need not copy them.
  let placed: PlacedTables
  /// Merges short pieces, where the vocabulary allows it.
  let merging: SmallMerge?
  var packed: PackedTables { @inline(__always) _read { yield unsafe placed.tables.pointee } }
  let workspaces = WorkspacePool()

  /// Takes a vocabulary of byte pairs.
  package init(_ storage: PackedVocabulary) { self.init(storage, instructionSet: 0) }

  /// Takes a vocabulary that is to be merged by means of one of the processor's instruction sets.
  init(_ storage: PackedVocabulary, instructionSet: Int) {
    self.storage = storage
    placed = PlacedTables(storage.tables)
    merging =
      storage.tables.mergesSmall
      ? SmallMerge(placed, instructionSet: instructionSet) : nil
  }

  /// The highest id of all, special tokens included, plus one.
  package var size: Int { packed.vocabularySize }

  /// Bytes of the longest token.
  package var longestTokenLength: Int { packed.longestToken }

  /// Finds the ordinary token with these bytes.
  ///
  /// - Complexity: O(*n*) in the bytes; one probe of the table.
  package func token(for bytes: Span<UInt8>) -> TokenID? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, buffer.count > 0 else { return nil }
      return unsafe packed.id(
        of: base, buffer.count, available: buffer.count, in: packed.table)
    }
  }

  /// ``token(for:)`` for bytes that are probably none.
  package func token(forImprobable bytes: Span<UInt8>) -> TokenID? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, buffer.count > 0 else { return nil }
      return unsafe packed.improbableID(
        of: base, buffer.count, available: buffer.count, in: packed.table)
    }
  }

  /// The bytes of an ordinary token; empty for special tokens and for ids the vocabulary lacks.
  package func bytes(of id: TokenID) -> [UInt8] {
    let (start, count) = packed.extent(of: id)
    return unsafe Array(UnsafeBufferPointer(start: packed.blob + start, count: count))
  }

  /// Number of bytes of an ordinary token; 0 for special tokens and for ids the vocabulary lacks.
  package func length(of id: TokenID) -> Int { packed.extent(of: id).count }

  /// One byte of an ordinary token.
  ///
  /// - Precondition: `0 <= index < length(of: id)`.
  package func byte(_ index: Int, of id: TokenID) -> UInt8 {
    let (start, count) = packed.extent(of: id)
    precondition(index >= 0 && index < count, "byte \(index) of a token of \(count) bytes")
    return unsafe packed.blob[start + index]
  }

  /// Appends the bytes of an ordinary token.
  package func append(bytesOf id: TokenID, to bytes: inout [UInt8]) {
    let (start, count) = packed.extent(of: id)
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: packed.blob + start, count: count))
  }

  /// The token that two adjacent tokens merge into, if they may merge at all.
  ///
  /// Whether a pair *does* merge in a piece depends on its neighbours: see ``encode(piece:into:)``.
  package func merge(_ left: TokenID, _ right: TokenID) -> TokenID? {
    rankedMerge(left, right)?.merged
  }

  /// Number of ordinary tokens, which is the number of places in the order of their bytes.
  package var orderedCount: Int { packed.orderCount }

  /// The ordinary token at a place in the order of the tokens' bytes.
  package func orderedToken(_ place: Int) -> TokenID {
    precondition(place >= 0 && place < packed.orderCount, "no token at place \(place)")
    return unsafe packed.order[place]
  }

  /// The places, in the order of the tokens' bytes, of the tokens that begin with a prefix.
  ///
  /// - Complexity: O(log *n*) comparisons.
  package func places(startingWith prefix: Span<UInt8>) -> Range<Int> {
    let lower = firstPlace { id in compare(id, with: prefix) != .less }
    let upper = firstPlace { id in compare(id, with: prefix) == .greater }
    return lower..<max(lower, upper)
  }

  private enum Comparison { case less, startsWith, greater }

  private func compare(_ id: TokenID, with prefix: Span<UInt8>) -> Comparison {
    let (start, count) = packed.extent(of: id)
    for index in 0..<min(count, prefix.count) {
      let byte = unsafe packed.blob[start + index]
      if byte != prefix[index] { return byte < prefix[index] ? .less : .greater }
    }
    return count < prefix.count ? .less : .startsWith
  }

  private func firstPlace(where holds: (TokenID) -> Bool) -> Int {
    var low = 0
    var high = packed.orderCount
    while low < high {
      let middle = (low + high) / 2
      if unsafe holds(packed.order[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
