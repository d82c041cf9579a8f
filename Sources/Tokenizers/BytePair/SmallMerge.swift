import CLowest

/// Merging of pieces of up to 64 bytes, for vocabularies whose ids are their ranks.
///
/// The candidate of the part that begins at byte *p* is one 32-bit number: the rank of its merge with
/// the next part, then *p*. The lowest number is the next merge, the leftmost of equal ranks; finding
/// it is a search of at most 64 numbers, four at a time. Where parts begin is one 64-bit number, so that
/// the parts around one are found by counting zeros.
///
/// The numbers are compared as floating-point numbers, whose order is that of their bits where these
/// are positive: every processor has a minimum of those.
///
/// What is found in the tables is as good as random, and a branch on it would be guessed wrong half of
/// the time, which costs more than the question. So there are none but for what is rare.
@safe
struct SmallMerge {
  static let longestPiece = 64
  /// Words of memory: candidates, tokens, a copy of the last bytes of a text.
  static let words = 64 + 64 + 18

  /// The lowest candidate that is none.
  private static let none = TripleTable.none &<< placeBits
  private static let placeBits: UInt32 = 7
  private static let placeMask: UInt32 = 127
  /// Bytes after the piece that are read with it.
  private static let margin = 8

  let tables: UnsafePointer<PackedTables>
  let piece: UnsafePointer<UInt8>
  let count: Int
  private let candidates: UnsafeMutablePointer<UInt32>
  private let ids: UnsafeMutablePointer<UInt32>
  /// The bytes at which parts begin, and all places after the piece.
  private var starts: UInt64 = ~0

  /// Lays out a piece.
  ///
  /// - Parameters:
  ///   - tables: Of a vocabulary that ``PackedTables/mergesSmall``.
  ///   - piece: The piece.
  ///   - count: Its bytes, at least 1 and at most ``longestPiece``.
  ///   - available: Bytes that may be read from the start of the piece on.
  ///   - memory: Room for ``words`` words.
  @inline(__always)
  init(
    _ tables: UnsafePointer<PackedTables>, _ piece: UnsafePointer<UInt8>, _ count: Int,
    available: Int, memory: UnsafeMutablePointer<UInt32>
  ) {
    unsafe self.tables = tables
    self.count = count
    unsafe candidates = memory
    unsafe ids = memory + 64
    if available >= count &+ Self.margin {
      unsafe self.piece = piece
    } else {
      unsafe self.piece = Self.copy(piece, count, memory + 128)
    }
    fill()
  }

  @inline(never)
  private static func copy(
    _ piece: UnsafePointer<UInt8>, _ count: Int, _ memory: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt8> {
    let bytes = unsafe UnsafeMutableRawPointer(memory).assumingMemoryBound(to: UInt8.self)
    unsafe bytes.update(from: piece, count: count)
    unsafe (bytes + count).update(repeating: 0, count: margin)
    return unsafe UnsafePointer(bytes)
  }

  /// Merges the piece and writes its tokens.
  ///
  /// - Parameters:
  ///   - tokens: Receives the tokens; holds room for `count`.
  ///   - starts: Receives where each token begins, if anyone asks.
  /// - Returns: How many tokens there are.
  @inline(__always)
  mutating func run(
    _ tokens: UnsafeMutablePointer<UInt32>, starts: UnsafeMutablePointer<UInt32>?
  ) -> Int {
    while step() {}
    return unsafe finish(tokens, starts: starts)
  }

  /// Does the next merge.
  ///
  /// - Returns: Whether there was one.
  @inline(__always)
  mutating func step() -> Bool {
    let lowest = lowest()
    if lowest >= Self.none { return false }
    merge(UInt64(truncatingIfNeeded: lowest & Self.placeMask), lowest &>> Self.placeBits)
    return true
  }

  /// Writes the tokens when nothing is left to merge.
  @inline(__always)
  func finish(
    _ tokens: UnsafeMutablePointer<UInt32>, starts written: UnsafeMutablePointer<UInt32>?
  ) -> Int {
    let byteTokens = unsafe tables.pointee.byteTokens
    var found = 0
    var rest = starts
    var place = 0
    while place < count {
      rest &= rest &- 1
      let next = rest.trailingZeroBitCount
      let single = unsafe byteTokens[Int(piece[place])]
      let merged = unsafe ids[place]
      unsafe tokens[found] = next &- place == 1 ? single : merged
      if let written = unsafe written { unsafe written[found] = UInt32(truncatingIfNeeded: place) }
      found &+= 1
      place = next
    }
    return found
  }

  @inline(__always)
  private func fill() {
    let pairTokens = unsafe tables.pointee.pairTokens
    let bytes = unsafe UnsafeRawPointer(piece)
    let last = count &- 1
    for place in 0..<last {
      let pair = unsafe UInt16(littleEndian: (bytes + place).loadUnaligned(as: UInt16.self))
      unsafe candidates[place] = candidate(pairTokens[Int(pair)], UInt64(place))
    }
    // Up to the next multiple of eight nothing merges.
    for place in last..<(count &+ 7) & ~7 { unsafe candidates[place] = Self.none }
  }

  @inline(__always)
  private func candidate(_ id: UInt32, _ place: UInt64) -> UInt32 {
    id &<< Self.placeBits | UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  private func lowest() -> UInt32 {
    unsafe count == Self.longestPiece
      ? lowest_of_64(candidates) : lowest_of(candidates, (count &+ 7) & ~7)
  }

  /// Joins a part with the next and finds the candidates that change.
  @inline(__always)
  private mutating func merge(_ place: UInt64, _ id: UInt32) {
    // What begins after the part: the one that joins it, the one after that, and the next.
    let following = starts & (~1 &<< place)
    let joined = following.trailingZeroBitCount
    let others = following & (following &- 1)
    let after = others.trailingZeroBitCount
    let end = (others & (others &- 1)).trailingZeroBitCount
    starts ^= following ^ others
    unsafe ids[Int(place)] = id
    unsafe candidates[joined] = Self.none
    unsafe candidates[Int(place)] =
      after < count ? found(from: Int(place), to: end) : Self.none
    let preceding = starts & ((1 &<< place) &- 1)
    if preceding != 0 {
      let before = 63 &- preceding.leadingZeroBitCount
      unsafe candidates[before] = found(from: before, to: after)
    }
  }

  /// The candidate of two parts, by the bytes of both, of which there are at least three.
  @inline(__always)
  private func found(from start: Int, to end: Int) -> UInt32 {
    let length = end &- start
    let word = unsafe PieceHash.word(piece + start)
    let triple = unsafe tables.pointee.triples.token(word)
    let missing = unsafe tables.pointee.table.missing(PieceHash.shortKey(word, min(length, 8)))
    // All ones, by arithmetic, which the compiler makes no branches of.
    let isMoreThan3 = UInt64(bitPattern: Int64(3 &- length) &>> 63)
    let isMoreThan8 = UInt64(bitPattern: Int64(8 &- length) &>> 63)
    if missing & ~isMoreThan8 | ~isMoreThan3 == 0 {
      return unsafe searched(piece + start, length, start)
    }
    let none = (triple ^ TripleTable.none) & UInt32(truncatingIfNeeded: isMoreThan3)
    return candidate(triple ^ none, UInt64(truncatingIfNeeded: start))
  }

  @inline(never)
  private func searched(
    _ bytes: UnsafePointer<UInt8>, _ length: Int, _ start: Int
  ) -> UInt32 {
    guard unsafe length <= tables.pointee.longestToken,
      let id = unsafe tables.pointee.improbableID(
        of: bytes, length, available: length &+ Self.margin, in: tables.pointee.table)
    else { return Self.none }
    return candidate(id, UInt64(truncatingIfNeeded: start))
  }
}
