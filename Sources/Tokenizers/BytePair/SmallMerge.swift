/// Merging of pieces of up to 64 bytes, for vocabularies whose ids are their ranks.
///
/// The candidate of the part that begins at byte *p* is one 32-bit number: the rank of its merge with
/// the next part, then *p*. The lowest number is the next merge, the leftmost of equal ranks; finding
/// it is a search of at most 64 numbers, eight at a time. Parts are linked, so that nothing moves.
///
/// The numbers are compared as floating-point numbers, whose order is that of their bits where these
/// are positive: every processor has a minimum of those.
@safe
struct SmallMerge {
  static let longestPiece = 64
  /// Words of memory: candidates, tokens, and links in both directions.
  static let words = 4 * 72

  /// Infinity.
  private static let none: UInt32 = 0x7F80_0000
  private static let placeBits: UInt32 = 7
  private static let placeMask: UInt32 = 127
  /// Ids from here on would not leave room for a place below ``none``.
  static let idLimit = Int(none >> placeBits)

  let tables: UnsafePointer<PackedTables>
  let piece: UnsafePointer<UInt8>
  let count: Int
  /// Bytes that may be read from the start of the piece on.
  let available: Int
  private let candidates: UnsafeMutablePointer<UInt32>
  private let ids: UnsafeMutablePointer<UInt32>
  private let next: UnsafeMutablePointer<Int32>
  private let previous: UnsafeMutablePointer<Int32>

  /// Lays out a piece.
  ///
  /// - Parameters:
  ///   - tables: Of a vocabulary with fewer than ``idLimit`` ids.
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
    unsafe self.piece = piece
    self.count = count
    self.available = available
    unsafe candidates = memory
    unsafe ids = memory + 72
    unsafe next = UnsafeMutableRawPointer(memory + 144).assumingMemoryBound(to: Int32.self)
    unsafe previous = UnsafeMutableRawPointer(memory + 216).assumingMemoryBound(to: Int32.self)
    fill()
  }

  /// Merges the piece and writes its tokens.
  ///
  /// - Parameters:
  ///   - tokens: Receives the tokens; holds room for `count`.
  ///   - starts: Receives where each token begins, if anyone asks.
  /// - Returns: How many tokens there are.
  @inline(__always)
  func run(_ tokens: UnsafeMutablePointer<UInt32>, starts: UnsafeMutablePointer<UInt32>?) -> Int {
    while step() {}
    return unsafe finish(tokens, starts: starts)
  }

  /// Does the next merge.
  ///
  /// - Returns: Whether there was one.
  @inline(__always)
  func step() -> Bool {
    let lowest = lowest()
    if lowest == Self.none { return false }
    merge(
      Int(truncatingIfNeeded: lowest & Self.placeMask), lowest &>> Self.placeBits)
    return true
  }

  /// Writes the tokens when nothing is left to merge.
  @inline(__always)
  func finish(
    _ tokens: UnsafeMutablePointer<UInt32>, starts: UnsafeMutablePointer<UInt32>?
  ) -> Int {
    var found = 0
    var place = 0
    while place < count {
      unsafe tokens[found] = ids[place]
      if let starts = unsafe starts { unsafe starts[found] = UInt32(truncatingIfNeeded: place) }
      found &+= 1
      place = unsafe Int(next[place])
    }
    return found
  }

  @inline(__always)
  private func fill() {
    let byteTokens = unsafe tables.pointee.byteTokens
    let pairTokens = unsafe tables.pointee.pairTokens
    for place in 0..<count {
      unsafe next[place] = Int32(truncatingIfNeeded: place &+ 1)
      unsafe previous[place] = Int32(truncatingIfNeeded: place &- 1)
      unsafe ids[place] = byteTokens[Int(piece[place])]
    }
    let last = count &- 1
    for place in 0..<last {
      let pair = unsafe Int(piece[place]) &<< 8 | Int(piece[place &+ 1])
      unsafe candidates[place] = candidate(pairTokens[pair], place)
    }
    // Up to the next multiple of eight nothing merges.
    for place in last..<(count &+ 7) & ~7 { unsafe candidates[place] = Self.none }
  }

  @inline(__always)
  private func candidate(_ id: UInt32, _ place: Int) -> UInt32 {
    id == UInt32.max
      ? Self.none : id &<< Self.placeBits | UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  private func lowest() -> UInt32 {
    let vectors = unsafe UnsafeRawPointer(candidates)
    var left = unsafe vectors.loadUnaligned(as: SIMD4<Float>.self)
    var right = unsafe (vectors + 16).loadUnaligned(as: SIMD4<Float>.self)
    var place = 8
    while place < count {
      let vector = unsafe vectors + 4 &* place
      left = unsafe Self.lower(left, vector.loadUnaligned(as: SIMD4<Float>.self))
      right = unsafe Self.lower(right, (vector + 16).loadUnaligned(as: SIMD4<Float>.self))
      place &+= 8
    }
    // In halves of the vector the compiler would branch, and the processor guess in vain.
    let four = Self.lower(left, right)
    return Self.lower(Self.lower(four[0], four[1]), Self.lower(four[2], four[3])).bitPattern
  }

  @inline(__always)
  private static func lower(_ left: SIMD4<Float>, _ right: SIMD4<Float>) -> SIMD4<Float> {
    left.replacing(with: right, where: right .< left)
  }

  @inline(__always)
  private static func lower(_ left: Float, _ right: Float) -> Float {
    right < left ? right : left
  }

  /// Joins a part with the next and finds the candidates that change.
  @inline(__always)
  private func merge(_ place: Int, _ id: UInt32) {
    let joined = unsafe Int(next[place])
    let after = unsafe Int(next[joined])
    unsafe ids[place] = id
    unsafe next[place] = Int32(truncatingIfNeeded: after)
    unsafe candidates[joined] = Self.none
    if after < count {
      unsafe previous[after] = Int32(truncatingIfNeeded: place)
      unsafe candidates[place] = found(from: place, to: Int(next[after]))
    } else {
      unsafe candidates[place] = Self.none
    }
    let before = unsafe Int(previous[place])
    if before >= 0 { unsafe candidates[before] = found(from: before, to: after) }
  }

  @inline(__always)
  private func found(from start: Int, to end: Int) -> UInt32 {
    let length = end &- start
    guard unsafe length <= tables.pointee.longestToken,
      let id = unsafe tables.pointee.improbableID(
        of: piece + start, length, available: available &- start, in: tables.pointee.table)
    else { return Self.none }
    return candidate(id, start)
  }
}
