import CMerging

/// Merging of pieces of up to 64 bytes, for vocabularies that ``PackedTables/mergesSmall``.
@safe
struct SmallMerge: @unchecked Sendable {
  static var longestPiece: Int { merging_longest }
  /// Bytes after a piece that are read with it.
  static var margin: Int { merging_margin }
  /// Words of memory: tokens by their places, a copy of the last bytes of a text.
  static let words = longestPiece + (longestPiece + margin) / 4

  private let tables: UnsafePointer<merging_tables>
  private let functions: merging_functions

  /// Takes the functions for an instruction set; nil where the processor has no more sets.
  ///
  /// - Parameters:
  ///   - placed: The vocabulary's tables, which must live as long as this.
  ///   - set: Which of those that the processor has; the first is the fastest.
  init?(_ placed: PlacedTables, instructionSet set: Int) {
    guard let functions = unsafe merging_functions_at(set) else { return nil }
    unsafe tables = placed.merging
    unsafe self.functions = functions.pointee
  }

  /// Merges a piece and writes its tokens.
  ///
  /// - Parameters:
  ///   - piece: The piece.
  ///   - count: Its bytes, at least 1 and at most ``longestPiece``.
  ///   - available: Bytes that may be read from the start of the piece on.
  ///   - memory: Room for ``words`` words.
  ///   - tokens: Receives the tokens; holds room for `count`.
  ///   - starts: Receives where each token begins, if anyone asks.
  /// - Returns: How many tokens there are.
  @inline(__always)
  func merge(
    _ piece: UnsafePointer<UInt8>, _ count: Int, available: Int,
    memory: UnsafeMutablePointer<UInt32>, into tokens: UnsafeMutablePointer<UInt32>,
    starts: UnsafeMutablePointer<UInt32>? = nil
  ) -> Int {
    let isReadable = available >= count &+ Self.margin
    let piece = unsafe isReadable ? piece : Self.copy(piece, count, memory + Self.longestPiece)
    let places = unsafe functions.merge(tables, piece, count, memory)
    var rest = places & (~0 &>> UInt64(truncatingIfNeeded: Self.longestPiece &- count))
    var found = 0
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      unsafe tokens[found] = memory[place]
      if let starts = unsafe starts { unsafe starts[found] = UInt32(truncatingIfNeeded: place) }
      found &+= 1
      rest &= rest &- 1
    }
    return found
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

  /// A piece of ``longestPiece`` bytes, merged.
  @safe
  struct Window {
    /// Where it begins.
    let start: Int
    /// The places in it where the tokens begin that are not done with, a bit each.
    var places: UInt64
    /// The tokens by their places.
    let tokens: UnsafeMutablePointer<UInt32>
  }

  /// Merges two windows of a piece, of which ``margin`` more bytes can be read.
  ///
  /// - Parameters:
  ///   - piece: The piece.
  ///   - starts: Where in it they begin.
  ///   - memory: Keeps the tokens of both; twice ``longestPiece`` words.
  /// - Returns: Both.
  func windows(
    _ piece: UnsafePointer<UInt8>, at starts: (Int, Int), memory: UnsafeMutablePointer<UInt32>
  ) -> (Window, Window) {
    var places: (UInt64, UInt64) = (0, 0)
    unsafe withUnsafeMutablePointer(to: &places) { places in
      let places = unsafe UnsafeMutableRawPointer(places).assumingMemoryBound(to: UInt64.self)
      unsafe functions.merge_two(tables, piece + starts.0, piece + starts.1, memory, places)
    }
    return unsafe (
      Window(start: starts.0, places: places.0, tokens: memory),
      Window(start: starts.1, places: places.1, tokens: memory + Self.longestPiece)
    )
  }
}
