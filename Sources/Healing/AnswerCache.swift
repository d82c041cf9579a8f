import Synchronization

/// What pretokenizers said about tokens after some prefixes, for the next keystroke.
///
/// The answers depend on the shapes of the prefix's characters only, and most words look alike.
final class AnswerCache: Sendable {
  /// The answers after one prefix.
  struct Entry: Sendable {
    /// For each shape of a token.
    var answers: [Viability.Answer]
    /// For each shape of a first character.
    var first: [Bool?]
  }

  private let entries = Mutex<[[UInt8]: Entry]>([:])
  /// Entries that are kept; one takes about ten kilobytes.
  private static let capacity = 256

  /// The entry of a prefix, if there is one.
  func entry(for key: [UInt8]) -> Entry? { entries.withLock { $0[key] } }

  /// Keeps an entry, in place of all others when there are too many.
  func keep(_ entry: Entry, for key: [UInt8]) {
    entries.withLock {
      if $0.count >= Self.capacity { $0 = [:] }
      $0[key] = entry
    }
  }

  /// The shapes of a prefix, piece by piece.
  static func key(of prefix: Span<UInt8>, _ scenario: Scenario) -> [UInt8] {
    var key: [UInt8] = []
    var start = 0
    for end in scenario.closed + [prefix.count] where end <= prefix.count {
      key += TokenShapes.shape(ofPiece: prefix.extracting(start..<end))
      key.append(1)
      start = end
    }
    return key
  }
}
