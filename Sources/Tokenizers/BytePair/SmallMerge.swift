/// Merging of pieces of up to 64 bytes, for vocabularies whose ids are their ranks.
///
/// The candidate of the part that begins at byte *p* is one 32-bit number: the rank of its merge with
/// the next part, then *p*. The lowest number is the next merge, the leftmost of equal ranks; finding
/// it is a search of at most 64 numbers, eight at a time. Parts are linked, so that nothing moves.
@safe
struct SmallMerge {
  static let longestPiece = 64
  /// Words of memory: candidates, tokens, and links in both directions.
  static let words = 4 * 72

  private static let none = Int32.max
  private static let placeBits: UInt32 = 7
  private static let placeMask: Int32 = 127

  let packed: PackedVocabulary
  let piece: UnsafePointer<UInt8>
  let count: Int
  /// Bytes that may be read from the start of the piece on.
  let available: Int
  private let candidates: UnsafeMutablePointer<Int32>
  private let ids: UnsafeMutablePointer<UInt32>
  private let next: UnsafeMutablePointer<Int32>
  private let previous: UnsafeMutablePointer<Int32>

  @inline(__always)
  init(
    _ packed: PackedVocabulary, _ piece: UnsafePointer<UInt8>, _ count: Int, available: Int,
    memory: UnsafeMutablePointer<UInt32>
  ) {
    self.packed = packed
    unsafe self.piece = piece
    self.count = count
    self.available = available
    unsafe candidates = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Int32.self)
    unsafe ids = memory + 72
    unsafe next = candidates + 144
    unsafe previous = candidates + 216
  }

  /// Merges the piece and writes its tokens.
  ///
  /// - Parameters:
  ///   - tokens: Receives the tokens; holds room for `count`.
  ///   - starts: Receives where each token begins, if anyone asks.
  /// - Returns: How many tokens there are.
  @inline(__always)
  func run(_ tokens: UnsafeMutablePointer<UInt32>, starts: UnsafeMutablePointer<UInt32>?) -> Int {
    fill()
    while true {
      let lowest = lowest()
      if lowest == Self.none { break }
      merge(Int(lowest & Self.placeMask), UInt32(bitPattern: lowest) &>> Self.placeBits)
    }
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
    for place in 0..<count {
      unsafe next[place] = Int32(truncatingIfNeeded: place &+ 1)
      unsafe previous[place] = Int32(truncatingIfNeeded: place &- 1)
      unsafe ids[place] = packed.byteTokens[Int(piece[place])]
    }
    let last = count &- 1
    for place in 0..<last {
      let pair = unsafe Int(piece[place]) &<< 8 | Int(piece[place &+ 1])
      unsafe candidates[place] = candidate(packed.pairTokens[pair], place)
    }
    // Up to the next multiple of eight nothing merges.
    for place in last..<(count &+ 7) & ~7 { unsafe candidates[place] = Self.none }
  }

  @inline(__always)
  private func candidate(_ id: UInt32, _ place: Int) -> Int32 {
    id == UInt32.max
      ? Self.none : Int32(bitPattern: id &<< Self.placeBits) | Int32(truncatingIfNeeded: place)
  }

  @inline(__always)
  private func lowest() -> Int32 {
    let vectors = unsafe UnsafeRawPointer(candidates)
    var best = unsafe vectors.loadUnaligned(as: SIMD8<Int32>.self)
    var place = 8
    while place < count {
      let vector = unsafe (vectors + 4 &* place).loadUnaligned(as: SIMD8<Int32>.self)
      best.replace(with: vector, where: vector .< best)
      place &+= 8
    }
    return best.min()
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
  private func found(from start: Int, to end: Int) -> Int32 {
    let length = end &- start
    guard length <= packed.longestToken,
      let id = unsafe packed.improbableID(
        of: piece + start, length, available: available &- start, in: packed.table)
    else { return Self.none }
    return candidate(id, start)
  }
}
