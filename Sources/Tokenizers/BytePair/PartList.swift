/// The parts of a piece while it is merged.
///
/// Part *i* is the bytes `starts[i] ..< starts[i + 1]` of the piece and the token `ids[i]`;
/// `ranks[i]` is the rank of its merge with part *i + 1*, `merged[i]` what they merge into.
/// The caller owns the memory.
@safe
struct PartList {
  let starts: UnsafeMutablePointer<UInt32>
  let ids: UnsafeMutablePointer<UInt32>
  let ranks: UnsafeMutablePointer<UInt32>
  let merged: UnsafeMutablePointer<UInt32>
  var count = 0

  static let noMerge = UInt32.max

  /// Words of memory for pieces of some bytes.
  static func words(forBytes count: Int) -> Int { 4 * (count + 1) }

  init(_ memory: UnsafeMutablePointer<UInt32>, bytes: Int) {
    unsafe starts = memory
    unsafe ids = memory + (bytes + 1)
    unsafe ranks = memory + 2 * (bytes + 1)
    unsafe merged = memory + 3 * (bytes + 1)
  }

  /// The place of the lowest rank, the leftmost of equals; nil when nothing merges.
  @inline(__always)
  func lowest() -> Int? {
    var best = Self.noMerge
    for place in 0..<count { best = unsafe min(best, ranks[place]) }
    guard best != Self.noMerge else { return nil }
    var place = 0
    while unsafe ranks[place] != best { place &+= 1 }
    return place
  }

  /// Joins a part with the next; the ranks around it are the caller's to renew.
  @inline(__always)
  mutating func join(_ place: Int) {
    unsafe ids[place] = merged[place]
    let rest = count &- place &- 2
    unsafe (starts + place + 1).update(from: starts + place + 2, count: rest &+ 1)
    unsafe (ids + place + 1).update(from: ids + place + 2, count: rest)
    unsafe (ranks + place + 1).update(from: ranks + place + 2, count: rest)
    unsafe (merged + place + 1).update(from: merged + place + 2, count: rest)
    count &-= 1
  }
}
