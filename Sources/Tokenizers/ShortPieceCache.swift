/// The tokens of short pieces met lately.
///
/// A text uses few of the many tokens of its vocabulary, and those lie scattered in the table of all.
/// Here they lie close together: a piece of at most 15 bytes and 3 tokens takes 32 bytes, of which
/// the first 16 are the piece itself, so that a hit is never wrong. Each piece has one place; one
/// that falls on another replaces it. It has 1 MiB, of which the processor keeps at hand what is in use.
@safe
struct ShortPieceCache {
  static let longestPiece = 15
  static let mostTokens = 3

  struct Entry {
    var low: UInt64 = 0
    /// The bytes after the eighth; above them the length.
    var high: UInt64 = 0
    var tokens: (UInt32, UInt32, UInt32) = (0, 0, 0)
    var count: UInt32 = 0
  }

  private static let bits: UInt64 = 15
  private let entries: UnsafeMutablePointer<Entry>

  init() {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<Entry>.stride << Int(Self.bits), alignment: 64)
    unsafe entries = memory.initializeMemory(
      as: Entry.self, repeating: Entry(), count: 1 << Int(Self.bits))
  }

  func deallocate() { unsafe entries.deallocate() }

  /// A piece as two words, of which the second is never 0.
  struct Key {
    var low: UInt64
    var high: UInt64

    /// Takes a piece of 1 to 15 bytes, of which 16 may be read.
    @inline(__always)
    init(_ piece: UnsafePointer<UInt8>, _ count: Int) {
      let length = UInt64(truncatingIfNeeded: count)
      let short = min(length, 8)
      let rest = length &- short
      unsafe low = PieceHash.word(piece) & (~0 &>> ((8 &- short) &* 8))
      unsafe high = PieceHash.word(piece + 8) & ((1 &<< (rest &* 8)) &- 1) | length &<< 56
    }
  }

  /// Where a piece lies, or would lie.
  @inline(__always)
  func entry(_ key: Key) -> UnsafeMutablePointer<Entry> {
    let hash = PieceHash.mix(key.low ^ key.high &* PieceHash.multiplier)
    return unsafe entries + Int(truncatingIfNeeded: hash &>> (64 &- Self.bits))
  }
}

extension Workspace {
  /// Appends the tokens of a short piece, if they are known.
  ///
  /// - Parameter key: The piece.
  /// - Returns: Whether they are known.
  @inline(__always)
  mutating func appendKnown(_ key: ShortPieceCache.Key) -> Bool {
    let entry = unsafe shortPieces.entry(key).pointee
    guard entry.low == key.low, entry.high == key.high else { return false }
    // All three, whatever the number: room was made.
    unsafe tokens[count] = entry.tokens.0
    unsafe tokens[count &+ 1] = entry.tokens.1
    unsafe tokens[count &+ 2] = entry.tokens.2
    count &+= Int(truncatingIfNeeded: entry.count)
    return true
  }

  /// Keeps the tokens from a place on as those of a short piece.
  @inline(__always)
  func remember(_ key: ShortPieceCache.Key, tokensFrom first: Int) {
    let found = count &- first
    guard found <= ShortPieceCache.mostTokens else { return }
    let entry = unsafe shortPieces.entry(key)
    unsafe entry.pointee = ShortPieceCache.Entry(
      low: key.low, high: key.high,
      tokens: (tokens[first], tokens[first + 1], tokens[first + 2]),
      count: UInt32(truncatingIfNeeded: found))
  }
}
