/// The tokens of pieces that were split before.
///
/// A table of fixed size in which each piece has one place; a piece that falls on another replaces
/// it. Pieces of up to 8 bytes are told apart by their key, longer ones by their bytes, so that a
/// hit is never wrong.
///
/// The table grows with what is put in, from 128 KiB to 4 MiB: a short text touches little memory.
///
/// Where pieces hardly ever come again, as in random letters, asking and keeping only cost: when few
/// of the last thousands of questions were answered, all but an eighth of the pieces are let pass,
/// always the same ones, whose answers tell when things have changed.
@safe
struct PieceCache {
  /// Longer pieces and those of more tokens are not kept.
  static let longestPiece = 24
  static let mostTokens = 7

  /// 64 bytes, a cache line.
  private struct Entry {
    var key: UInt64 = 0
    /// The length of the piece in the low half, the number of tokens in the high one.
    var counts: UInt32 = 0
    var tokens: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0, 0)
    var bytes: (UInt64, UInt64, UInt64) = (0, 0, 0)
  }

  private static let tokensOffset = 12
  private static let bytesOffset = 40
  private static let mostBits: UInt64 = 16
  private var bits: UInt64 = 11
  private var inserted = 0
  /// Grows with each hit and shrinks with each miss.
  private var credit = Self.mostCredit
  private static let mostCredit = 4096
  private static let creditOfHit = 16
  private var base: UnsafeMutablePointer<Entry>

  init() {
    unsafe base = Self.table(bits)
  }

  private static func table(_ bits: UInt64) -> UnsafeMutablePointer<Entry> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 64 << Int(bits), alignment: 64)
    return unsafe memory.initializeMemory(
      as: Entry.self, repeating: Entry(), count: 1 << Int(bits))
  }

  func deallocate() { unsafe base.deallocate() }

  @inline(__always)
  private func entry(_ key: UInt64) -> UnsafeMutablePointer<Entry> {
    unsafe base + Int(truncatingIfNeeded: PieceHash.mix(key) &>> (64 &- bits))
  }

  /// Whether the cache is to be asked about a piece, and to keep it.
  @inline(__always)
  private func takes(_ key: UInt64) -> Bool { credit > 0 || PieceHash.mix(key) & 7 == 0 }

  /// Copies the tokens of a piece, if it is here.
  ///
  /// - Parameters:
  ///   - key: The key of the piece.
  ///   - piece: The bytes of the piece.
  ///   - count: Their number, at most ``longestPiece``.
  ///   - tokens: Receives the tokens; holds room for ``mostTokens``.
  /// - Returns: How many tokens there are; 0 when the piece is not here.
  @inline(__always)
  mutating func tokens(
    _ key: UInt64, _ piece: UnsafePointer<UInt8>, _ count: Int,
    into tokens: UnsafeMutablePointer<UInt32>
  ) -> Int {
    guard takes(key) else { return 0 }
    let entry = unsafe entry(key)
    credit = max(credit &- 1, 0)
    let counts = unsafe entry.pointee.counts
    guard unsafe entry.pointee.key == key,
      counts & 0xFFFF == UInt32(truncatingIfNeeded: count)
    else { return 0 }
    let raw = UnsafeRawPointer(entry)
    if count > 8 {
      let bytes = unsafe (raw + Self.bytesOffset).assumingMemoryBound(to: UInt8.self)
      guard unsafe PieceHash.equal(bytes, piece, count) else { return 0 }
    }
    credit = min(credit &+ Self.creditOfHit, Self.mostCredit)
    // All of the room, whatever the number: a copy of known size needs no call.
    unsafe UnsafeMutableRawPointer(tokens).copyMemory(
      from: raw + Self.tokensOffset, byteCount: 4 * Self.mostTokens)
    return Int(counts >> 16)
  }

  /// Keeps the tokens of a piece.
  mutating func insert(
    _ key: UInt64, _ piece: UnsafePointer<UInt8>, _ count: Int,
    _ tokens: UnsafePointer<UInt32>, _ tokenCount: Int
  ) {
    guard tokenCount > 0, tokenCount <= Self.mostTokens, takes(key) else { return }
    inserted += 1
    if inserted > 1 << Int(bits - 1), bits < Self.mostBits { grow() }
    let entry = unsafe entry(key)
    unsafe entry.pointee.key = key
    unsafe entry.pointee.counts = UInt32(count) | UInt32(tokenCount) << 16
    let raw = UnsafeMutableRawPointer(entry)
    unsafe (raw + Self.bytesOffset).copyMemory(from: piece, byteCount: count)
    unsafe (raw + Self.tokensOffset).copyMemory(from: tokens, byteCount: 4 * tokenCount)
  }

  private mutating func grow() {
    let old = unsafe base
    let count = 1 << Int(bits)
    bits = min(bits + 2, Self.mostBits)
    unsafe base = Self.table(bits)
    for index in 0..<count {
      let kept = unsafe old[index]
      if kept.counts != 0 { unsafe entry(kept.key).pointee = kept }
    }
    unsafe old.deallocate()
  }
}
