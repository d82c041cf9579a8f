import Tokenizers
import UnicodeTables

/// What the tokenizer alone can say about the place where a prompt ends.
///
/// A condition says what is *possible*. How much it matters only a model can say: see
/// ``FirstEvents/harm``.
package enum BoundaryCondition: String, CaseIterable, Sendable {
  /// The prompt is empty.
  case empty
  /// Nothing but a special token stands before the end.
  case afterSpecial = "after-special"
  /// The text spells a special token, or ends with at least two characters of one.
  case specialText = "special-text"
  /// The prompt ends inside a character.
  case partialUTF8 = "partial-utf8"
  /// Nothing can change the encoding.
  case stable
  /// The prompt ends in one space.
  case trailingSpace = "trailing-space"
  /// The prompt ends in two or more white-space characters that a word after them cuts otherwise.
  case whitespaceResplit = "whitespace-resplit"
  /// The prompt ends in a line end.
  case trailingNewline = "trailing-newline"
  /// The prompt ends inside what may become `'s`, `'re` and the like.
  case openContraction = "open-contraction"
  /// The prompt ends in a letter and more may follow in the same token.
  case midWord = "mid-word"
  /// The prompt ends in a digit and more may follow in the same token.
  case midNumber = "mid-number"
  /// The prompt ends in another character that longer tokens go on from.
  case punctuationPrefix = "punctuation-prefix"
  /// Two or more tokens would have to be taken back.
  case multiTokenBackup = "multi-token-backup"
}

extension Healer {
  /// The conditions that hold at the end of a prompt.
  ///
  /// - Parameters:
  ///   - boundary: Of the prompt.
  ///   - text: The same text that the boundary is of.
  ///   - specialTexts: How the tokenizer's special tokens are written.
  ///   - followsSpecial: Whether a special token stands before `text`.
  /// - Returns: All that hold, what the text spells before how it ends.
  /// - Complexity: O(*n*) for finding special texts, else that of a few tokens.
  package func conditions(
    at boundary: Boundary, of text: Span<UInt8>, specialTexts: [[UInt8]],
    followsSpecial: Bool = false
  ) -> [BoundaryCondition] {
    guard !text.isEmpty else { return [followsSpecial ? .afterSpecial : .empty] }
    var conditions: [BoundaryCondition] = []
    if specialTexts.contains(where: { Self.spells($0, text) }) { conditions.append(.specialText) }
    if boundary.unfinished > 0 {
      conditions.append(.partialUTF8)
    } else if boundary.isStable {
      conditions.append(.stable)
    } else {
      conditions += endConditions(at: boundary)
    }
    if boundary.backup >= 2 { conditions.append(.multiTokenBackup) }
    return conditions
  }

  /// The conditions that the last characters decide.
  private func endConditions(at boundary: Boundary) -> [BoundaryCondition] {
    let characters = Self.characters(of: boundary.window)
    guard let last = characters.last else { return [] }
    let run = characters.reversed().prefix { CharacterClass(of: $0).isSpace }.count
    if run > 0 {
      var conditions: [BoundaryCondition] = []
      if run == 1 && last == 0x20 { conditions.append(.trailingSpace) }
      if run >= 2 && isResplit(boundary) { conditions.append(.whitespaceResplit) }
      if last == 0x0A || last == 0x0D { conditions.append(.trailingNewline) }
      return conditions
    }
    if endsInOpenContraction(boundary.window) { return [.openContraction] }
    let kind = CharacterClass(of: last)
    return [kind.isLetter ? .midWord : kind == .number ? .midNumber : .punctuationPrefix]
  }

  /// Whether a letter after the prompt would change its tokens.
  private func isResplit(_ boundary: Boundary) -> Bool {
    let text = boundary.window + [UInt8(ascii: "a")]
    let before = pieces(of: boundary.window.span, from: 0).tokens
    return !pieces(of: text.span, from: 0).tokens.starts(with: before)
  }

  /// Whether the text ends with `'`, `'r`, `'v` or `'l`, the apostrophe at the start of a piece.
  private func endsInOpenContraction(_ window: [UInt8]) -> Bool {
    let ends = ["'", "'r", "'v", "'l"].map { Array($0.utf8) }
    guard let end = ends.first(where: { window.suffix($0.count).elementsEqual($0) }) else {
      return false
    }
    let starts = [0] + pieces(of: window.span, from: 0).ends.map(\.offset)
    return starts.contains(window.count - end.count)
  }

  private static func characters(of text: [UInt8]) -> [UInt32] {
    var reader = CharacterReader()
    var characters: [UInt32] = []
    while let (scalar, _) = reader.next(in: text.span) {
      if let scalar { characters.append(scalar) }
    }
    return characters
  }

  /// Whether `text` contains `special`, or ends with two or more of its characters.
  private static func spells(_ special: [UInt8], _ text: Span<UInt8>) -> Bool {
    guard special.count > 1 else { return false }
    for start in text.indices where text[start] == special[0] {
      var length = 1
      while length < special.count, start + length < text.count,
        text[start + length] == special[length]
      {
        length += 1
      }
      if length == special.count || (length >= 2 && start + length == text.count) { return true }
    }
    return false
  }
}
