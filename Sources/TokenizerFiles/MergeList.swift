import JSONCoding
import Tokenizers
import UnicodeTables

/// The `merges` of a `tokenizer.json`, taken in one by one.
///
/// A large file has half a million, and as JSON values they would take ten times its size.
final class MergeList {
  /// The left and the right side of each, one after the other.
  private(set) var pairs = TokenTexts()
  /// The first that is no pair of byte-level tokens.
  private(set) var broken: Int?

  /// Takes a piece of the list.
  func take(_ piece: JSONPart.Piece) {
    switch piece {
    case .start: (pairs, broken) = (TokenTexts(), nil)
    case .member: broken = broken ?? 0
    case .element(let element):
      guard broken == nil else { return }
      guard let (left, right) = Self.parts(element) else {
        broken = pairs.count / 2
        return
      }
      pairs.append(left)
      pairs.append(right)
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

  /// Gives the pairs away.
  func handOver() -> TokenTexts {
    defer { pairs = TokenTexts() }
    return pairs
  }
}
