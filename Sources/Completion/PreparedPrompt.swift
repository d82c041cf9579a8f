import Healing
import Tokenizers

/// A prompt, encoded, with what is known of its end.
struct PreparedPrompt {
  /// The tokens before the last text.
  let before: [TokenID]
  /// The last text; empty where a special token is last.
  let last: [UInt8]
  /// The encoding of the last text as it stands.
  let naive: [TokenID]
  /// The end of the last text; nil where it is not to be healed or cannot be.
  let boundary: Boundary?

  init(_ prompt: [PromptSegment], heal: Bool, completer: Completer) {
    var (before, last): ([TokenID], [UInt8]) = ([], [])
    for segment in prompt {
      switch segment {
      case .text(let bytes): last += bytes
      case .special(let id):
        before += completer.tokenizer.encode(last.span) + [id]
        last = []
      }
    }
    let boundary = heal ? try? completer.healer?.boundary(of: last.span) : nil
    let naive = boundary?.naive ?? completer.tokenizer.encode(last.span)
    (self.boundary, self.naive) = (boundary, naive)
    if let begin = completer.begin {
      let first = boundary?.stable ?? naive
      if completer.addsBegin || (before + first).isEmpty { before.insert(begin, at: 0) }
    }
    (self.before, self.last) = (before, last)
  }

  /// The tokens that are read before anything is drawn.
  var settled: [TokenID] { before + (boundary?.stable ?? naive) }
}
