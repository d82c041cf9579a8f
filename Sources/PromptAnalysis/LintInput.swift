package import Documents
package import Healing
package import Text
package import Tokenizers

/// What the rules see of a prompt.
package struct LintInput: Sendable {
  /// The document; the prompt is its first ``promptEnd`` bytes.
  package let text: DocumentTree
  package let promptEnd: Int
  /// Where special tokens' texts are known to stand, if somebody keeps that.
  package let marks: TextMarks?
  /// The vocabulary the prompt is written for.
  package let tokenizer: Tokenizer
  /// How the prompt ends in that vocabulary.
  package let ending: Ending

  /// The end of a prompt in a vocabulary.
  package enum Ending: Sendable {
    case boundary(Boundary, Set<BoundaryCondition>)
    /// The bytes are the beginning of no text from this offset on.
    case notText(offset: Int)
    /// The vocabulary has no byte pairs, so nothing is known of its boundaries.
    case unknown
  }

  init(text: DocumentTree, promptEnd: Int, marks: TextMarks?, target: Linter.Target) {
    self.text = text
    self.promptEnd = promptEnd
    self.marks = marks
    tokenizer = target.tokenizer
    guard let healer = target.healer else {
      ending = .unknown
      return
    }
    let start = text.firmBoundary(before: promptEnd)
    let window = text.bytes(in: start..<promptEnd)
    do throws(HealingError) {
      let boundary = try healer.boundary(of: window.span)
      let conditions = healer.conditions(
        at: boundary, of: window.span,
        specialTexts: target.tokenizer.specialTokens.map { Array($0.text.utf8) })
      ending = .boundary(boundary, Set(conditions))
    } catch {
      switch error {
      case .notText(let offset): ending = .notText(offset: start + offset)
      }
    }
  }

  /// The boundary, where the prompt's end is in a condition; nil elsewhere.
  func boundary(if condition: BoundaryCondition) -> Boundary? {
    guard case .boundary(let boundary, let conditions) = ending, conditions.contains(condition)
    else { return nil }
    return boundary
  }

  /// Where the tokens are certain up to; nowhere for a prompt without a certain token.
  var lastCertainToken: [Finding.Related] {
    guard case .boundary(let boundary, _) = ending else { return [] }
    let end = promptEnd - boundary.tail.count
    // Where the tail is all that was looked at, what stands before it ends at a firm boundary.
    let before = text.bytes(in: text.firmBoundary(before: end)..<end)
    guard let token = boundary.stable.last ?? tokenizer.encode(before.span).last,
      let bytes = tokenizer.bytes(of: token)
    else { return [] }
    return [
      Finding.Related(
        range: text.scalarStart(atOrBefore: max(0, end - bytes.count))..<end,
        message: "\(named(token)) is the last token that no continuation changes")
    ]
  }

  /// The bytes at the prompt's end for which a predicate holds.
  func trailingRun(where holds: (UInt8) -> Bool) -> Range<Int> {
    var start = promptEnd
    while start > 0, holds(text[start - 1]) { start -= 1 }
    return start..<promptEnd
  }

  /// Bytes of the document as a person reads them, in quotes.
  func quoted(_ range: Range<Int>) -> String { quoted(text.bytes(in: range)) }

  /// Bytes as a person reads them, in quotes: invisible characters are named.
  func quoted(_ bytes: [UInt8]) -> String {
    var shown = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return "\"\(shown)\""
  }

  /// A token as a person reads it: its bytes in quotes and its id.
  func named(_ token: TokenID) -> String {
    "\(quoted(tokenizer.bytes(of: token) ?? [])) (\(token))"
  }

  /// A fix that takes bytes away.
  func deletion(_ range: Range<Int>, _ title: String) -> Fix {
    Fix(title: title, edits: [TextEdit(range: range, newBytes: [])])
  }
}
