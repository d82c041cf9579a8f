import Healing
package import Tokenizers

/// A prompt, encoded, with what is known of its end and how it is to be completed.
package struct PreparedPrompt: Sendable {
  let options: CompletionOptions
  /// The tokens before the last text.
  let before: [TokenID]
  /// The last text; empty where a special token is last.
  let last: [UInt8]
  /// The encoding of the last text as it stands.
  let naive: [TokenID]
  /// The end of the last text; nil where it is not to be healed or cannot be.
  let boundary: Boundary?
  /// The tokens at the beginning that are read however long the prompt is.
  private let kept: Int
  /// What ``excess(capacity:)`` is where the prompt is to be read as another one; nil for its own.
  private var givenExcess: Int?

  init(_ prompt: [PromptSegment], options: CompletionOptions, completer: Completer) {
    var (before, last): ([TokenID], [UInt8]) = ([], [])
    for segment in prompt {
      switch segment {
      case .text(let bytes): last += bytes
      case .special(let id):
        before += completer.tokenizer.encode(last.span) + [id]
        last = []
      case .wall(let bytes):
        before += completer.tokenizer.encode(last.span) + completer.tokenizer.encode(bytes.span)
        last = []
      }
    }
    let heals = options.healing != .off
    let boundary = heals ? try? completer.healer?.boundary(of: last.span) : nil
    let naive = boundary?.naive ?? completer.tokenizer.encode(last.span)
    (self.options, self.boundary, self.naive) = (options, boundary, naive)
    if let begin = completer.begin {
      let first = boundary?.stable ?? naive
      if completer.addsBegin || (before + first).isEmpty { before.insert(begin, at: 0) }
    }
    (self.before, self.last) = (before, last)
    kept = completer.addsBegin ? 1 : 0
  }

  /// The tokens that are read before anything is drawn: the settled ones, or as many of the last as
  /// there is room for.
  ///
  /// - Parameter capacity: The tokens that a model has room for.
  /// - Returns: The tokens, at most so many.
  package func prefix(capacity: Int) -> [TokenID] {
    let (settled, excess) = (settled, excess(capacity: capacity))
    return excess == 0 ? settled : Array(settled[..<kept] + settled[(kept + excess)...])
  }

  /// Leaves out what another prompt leaves out, so that what both have in common is read once.
  ///
  /// - Parameters:
  ///   - other: A prompt that begins alike and is a few tokens longer.
  ///   - capacity: The tokens that a model has room for.
  package mutating func leaveOut(as other: PreparedPrompt, capacity: Int) {
    givenExcess = other.excess(capacity: capacity)
  }

  /// The tokens that ``prefix(capacity:)`` leaves out.
  ///
  /// In large steps: one token more changes what all others say, so that all are read anew.
  func excess(capacity: Int) -> Int {
    if let givenExcess, givenExcess < before.count + (boundary?.stable ?? naive).count - kept {
      return givenExcess
    }
    let capacity = min(capacity, options.window ?? .max)
    let branches = boundary.map { $0.tree.contexts.count + $0.tail.count } ?? 0
    let behind = options.suffix?.weighed.count ?? 0
    let reserved = min(min(options.maxTokens, capacity) + branches + behind, capacity / 2)
    let room = capacity - reserved
    let count = before.count + (boundary?.stable ?? naive).count
    guard count > room else { return 0 }
    let step = max(1, capacity / 4)
    return min((count - room + step - 1) / step * step, count - kept)
  }

  private var settled: [TokenID] { before + (boundary?.stable ?? naive) }
}
