package import Documents
package import Healing
package import PromptFormats
package import Text
package import Tokenizers

/// What the rules see of a prompt.
package struct LintInput: Sendable {
  /// What holds the prompt, in whose offsets findings are made.
  package let text: DocumentTree
  /// Where the prompt stands in it.
  package let prompt: Range<Int>
  /// Where special tokens' texts and unusual characters are known to stand, if somebody keeps that.
  package let marks: [TextMarks]
  /// The template holes of the prompt.
  package let holes: ArraySlice<Hole>
  /// What the linter was asked to hold prompts to.
  package let expectations: Linter.Expectations
  /// The number of the prompt's tokens for the model, if somebody counted them.
  package let modelTokens: Int?
  /// Values that template holes are known to take.
  package let samples: [String: [UInt8]]
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

  init(
    _ subject: Linter.Subject, _ prompt: Range<Int>, target: Linter.Target,
    expectations: Linter.Expectations
  ) {
    text = subject.text
    self.prompt = prompt
    marks = subject.marks
    holes = subject.holes
    samples = subject.layout.samples
    modelTokens = subject.modelTokens
    self.expectations = expectations
    tokenizer = target.tokenizer
    ending = Self.ending(of: prompt, in: subject.text, target)
  }

  private static func ending(
    of prompt: Range<Int>, in text: DocumentTree, _ target: Linter.Target
  ) -> Ending {
    guard let healer = target.healer else { return .unknown }
    let start = max(prompt.lowerBound, text.firmBoundary(before: prompt.upperBound))
    let window = text.bytes(in: start..<prompt.upperBound)
    do throws(HealingError) {
      let boundary = try healer.boundary(of: window.span)
      let conditions = healer.conditions(
        at: boundary, of: window.span,
        specialTexts: target.tokenizer.specialTokens.map { Array($0.text.utf8) })
      return .boundary(boundary, Set(conditions))
    } catch {
      switch error {
      case .notText(let offset): return .notText(offset: start + offset)
      }
    }
  }

  /// Where the prompt ends.
  var promptEnd: Int { prompt.upperBound }

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
    while start > prompt.lowerBound, holds(text[start - 1]) { start -= 1 }
    return start..<promptEnd
  }

  /// Where a text stands in the prompt, at most so often.
  ///
  /// - Complexity: O(*k* log *n*) for *k* marks where they are kept, else O(*n*).
  func places(of wanted: [UInt8], atMost limit: Int = .max) -> [Range<Int>] {
    for kept in marks where kept.texts.contains(wanted) {
      guard kept.count > 0 else { return [] }
      let limit = prompt.lowerBound == 0 ? limit : .max
      let places = kept.places(of: wanted, before: promptEnd, in: text, atMost: limit) ?? []
      return places.filter { prompt.lowerBound <= $0.lowerBound }
    }
    return text.bytes(in: prompt).places(of: wanted, atMost: limit).map {
      prompt.lowerBound + $0.lowerBound..<prompt.lowerBound + $0.upperBound
    }
  }
}

extension [UInt8] {
  /// Where some bytes stand in these, from left to right without overlap.
  func places(of wanted: [UInt8], atMost limit: Int) -> [Range<Int>] {
    guard let first = wanted.first else { return [] }
    var found: [Range<Int>] = []
    var index = 0
    while found.count < limit, let start = self[index...].firstIndex(of: first) {
      guard self[start...].starts(with: wanted) else {
        index = start + 1
        continue
      }
      index = start + wanted.count
      found.append(start..<index)
    }
    return found
  }
}

// MARK: Words

extension LintInput {
  /// Bytes of the document as a person reads them, in quotes.
  func quoted(_ range: Range<Int>) -> String { quoted(text.bytes(in: range)) }

  /// Bytes as a person reads them, in quotes: invisible characters are named.
  func quoted(_ bytes: [UInt8]) -> String { bytes.quoted }

  /// A token as a person reads it: its bytes in quotes and its id.
  func named(_ token: TokenID) -> String {
    "\(quoted(tokenizer.bytes(of: token) ?? [])) (\(token))"
  }

  /// A fix that takes bytes away.
  func deletion(_ range: Range<Int>, _ title: String) -> Fix {
    Fix(title: title, edits: [TextEdit(range: range, newBytes: [])])
  }
}

extension [UInt8] {
  /// As a person reads them, in quotes: invisible characters are named.
  var quoted: String {
    var shown = ""
    for scalar in String(decoding: self, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return "\"\(shown)\""
  }
}
