import Synchronization
package import UnicodeTables

/// A regular expression that any thread may match with.
///
/// Machines are kept and used again, since each learns its states from the texts it reads.
package final class SharedPattern: Sendable, Equatable {
  private let idle: Mutex<[PatternMatcher]>
  private let fresh: PatternMatcher

  /// Reads a regular expression.
  ///
  /// - Throws: ``TokenizerError/unsupportedPattern(reason:character:)`` for what is not known.
  package convenience init(_ text: String) throws(TokenizerError) {
    try self.init(text, .oniguruma)
  }

  init(_ text: String, _ dialect: Pattern.Dialect) throws(TokenizerError) {
    let pattern: Pattern
    do throws(Pattern.Failure) {
      pattern = try PatternParser.parse(text, dialect)
    } catch {
      throw .unsupportedPattern(reason: error.reason, character: error.character)
    }
    fresh = try Self.matcher(pattern)
    idle = Mutex([])
  }

  /// Reads a regular expression by the rules of tiktoken's engine.
  package convenience init(rust text: String) throws(TokenizerError) { try self.init(text, .rust) }

  /// Makes the pattern of one character of a set.
  package init(anyOf set: ScalarSet) throws(TokenizerError) {
    fresh = try Self.matcher(.set(set))
    idle = Mutex([])
  }

  /// Makes the pattern of a text that stands for itself.
  package init(literal text: String) throws(TokenizerError) {
    fresh = try Self.matcher(
      .sequence(text.unicodeScalars.map { .set(ScalarSet([$0.value...$0.value])) }))
    idle = Mutex([])
  }

  private static func matcher(_ pattern: Pattern) throws(TokenizerError) -> PatternMatcher {
    do throws(Pattern.Failure) {
      return try PatternMatcher(pattern)
    } catch {
      throw .unsupportedPattern(reason: error.reason, character: error.character)
    }
  }

  package static func == (left: SharedPattern, right: SharedPattern) -> Bool { left === right }

  /// Lends a machine.
  func withMatcher<Result>(_ body: (inout PatternMatcher) -> Result) -> Result {
    var matcher = idle.withLock { $0.popLast() } ?? fresh
    defer { idle.withLock { if $0.count < 2 { $0.append(matcher) } } }
    return body(&matcher)
  }

  /// Calls a closure with the stretches of a text: those that match, and those between.
  ///
  /// - Complexity: each attempt to match is linear in what it reads; where attempts read little beyond
  ///   what they take, as those of all known pretokenizers, the whole is linear.
  func forEachStretch(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>, Bool) -> Void
  ) {
    withMatcher { matcher in
      var gap = range.lowerBound
      var place = range.lowerBound
      while place < range.upperBound {
        let end = unsafe matcher.endOfMatch(text, from: place, end: range.upperBound)
        if let end, end > place {
          if gap < place { body(gap..<place, false) }
          body(place..<end, true)
          gap = end
          place = end
          continue
        }
        // An empty match parts what stands around it.
        if end != nil, gap < place {
          body(gap..<place, false)
          gap = place
        }
        place += unsafe UTF8Decoding.decode(text + place, count: range.upperBound - place).length
      }
      if gap < range.upperBound { body(gap..<range.upperBound, false) }
    }
  }
}
