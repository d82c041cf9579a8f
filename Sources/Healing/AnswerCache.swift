import Synchronization
import Tokenizers

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

  /// Which tokens may stand somewhere.
  struct Question: Hashable {
    /// The key of what stands before.
    var prefix: [UInt8]
    /// The places asked about.
    var range: Range<Int>
    /// The token before, where it is of the same piece.
    var neighbour: TokenID?
  }

  private let answered = Mutex<[Question: PlaceRuns]>([:])
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

  /// The answer to a question that was asked before.
  func places(for question: Question) -> PlaceRuns? { answered.withLock { $0[question] } }

  /// Keeps an answer, in place of all others when there are too many.
  func keep(_ places: PlaceRuns, for question: Question) {
    answered.withLock {
      if $0.count >= Self.capacity { $0 = [:] }
      $0[question] = places
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
