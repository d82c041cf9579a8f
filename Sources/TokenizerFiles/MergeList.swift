import JSONCoding
import UnicodeTables

/// The `merges` of a `tokenizer.json`, taken in one by one.
///
/// A large file has half a million, and as JSON values they would take ten times its size.
final class MergeList: Sequence {
  /// The bytes of left and right parts, one after the other.
  private var bytes: [UInt8] = []
  /// Where each part ends; two for a merge.
  private var ends: [UInt32] = []
  /// The first that is no pair of byte-level tokens.
  private(set) var broken: Int?
  private var count = 0

  /// Takes an element, or nil where the list begins.
  func take(_ element: JSON?) {
    guard let element else {
      (bytes, ends, broken, count) = ([], [], nil, 0)
      return
    }
    defer { count += 1 }
    guard broken == nil else { return }
    guard let (left, right) = Self.parts(element), bytes.count < Int(Int32.max) else {
      broken = count
      return
    }
    for part in [left, right] {
      bytes += part
      ends.append(UInt32(bytes.count))
    }
  }

  private static func parts(_ merge: JSON) -> ([UInt8], [UInt8])? {
    // Old files write "a b", new ones ["a", "b"].
    let parts =
      merge.string.map {
        $0.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
          .map { Array($0) }
      } ?? (merge.array ?? []).map { Array(($0.string ?? "").utf8) }
    guard parts.count == 2, let left = ByteLevelAlphabet.decode(parts[0]),
      let right = ByteLevelAlphabet.decode(parts[1]), !left.isEmpty, !right.isEmpty
    else { return nil }
    return (left, right)
  }

  var underestimatedCount: Int { ends.count / 2 }

  func makeIterator() -> AnyIterator<(left: [UInt8], right: [UInt8])> {
    var next = 0
    var start = 0
    return AnyIterator { [self] in
      guard next < ends.count else { return nil }
      let (middle, end) = (Int(ends[next]), Int(ends[next + 1]))
      defer { (next, start) = (next + 2, end) }
      return (Array(bytes[start..<middle]), Array(bytes[middle..<end]))
    }
  }
}
