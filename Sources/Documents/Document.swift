package import Text
package import Tokenizers

/// An open document: its text and, for each tokenizer in use, where its tokens start.
///
/// A value. A copy is a snapshot, which costs nothing and which no later edit changes.
///
/// An edit reads the text around it once, between the nearest firm boundaries (see
/// ``FirmBoundary``), and hands this window to every tokenizer in use. A tokenizer that nobody asked
/// for costs nothing.
///
/// Invariant: the token starts of every tokenizer in use are those of an encoding of the whole text
/// from scratch, special tokens read as text.
package struct Document: Sendable {
  /// The text.
  package private(set) var text: DocumentTree

  /// Where the texts stand that are watched, those that are watched together in one.
  package private(set) var marks: [TextMarks] = []

  private var uses: [Use] = []

  private struct Use: Sendable {
    var tokenizer: Tokenizer
    var tokens: TokenTree
  }

  /// Creates a document for which no tokenizer is in use yet.
  package init(_ text: DocumentTree) {
    self.text = text
  }

  /// Keeps the tokens of a tokenizer from now on.
  ///
  /// Does nothing if one of the same name is in use.
  ///
  /// - Complexity: O(*n*), one pass over the text.
  package mutating func use(_ tokenizer: Tokenizer) {
    guard encoding(by: tokenizer.name) == nil else { return }
    uses.append(Use(tokenizer: tokenizer, tokens: TokenTree(text, tokenizer)))
  }

  /// Keeps from now on where some texts stand, instead of any that were watched before.
  ///
  /// - Parameter groups: Texts that are asked for together, so that many of one kind make it no
  ///   slower to find another.
  /// - Complexity: O(*n*), one pass over the text a group; nothing if they are the ones watched.
  package mutating func watch(_ groups: [[[UInt8]]]) {
    guard marks.map(\.texts) != groups else { return }
    marks = groups.map { TextMarks(of: $0, in: text) }
  }

  /// Keeps the tokens of a tokenizer no longer.
  package mutating func stopUsing(tokenizer name: String) {
    uses.removeAll { $0.tokenizer.name == name }
  }

  /// The names of the tokenizers in use.
  package var tokenizerNames: [String] { uses.map(\.tokenizer.name) }

  /// The tokens of the text by a tokenizer in use; nil if it is not.
  package func encoding(by name: String) -> DocumentEncoding? {
    uses.first { $0.tokenizer.name == name }.map {
      DocumentEncoding(tokenizer: $0.tokenizer, text: text, tokens: $0.tokens)
    }
  }

  /// Applies an edit to the text and to all that is known of it.
  ///
  /// - Throws: What ``DocumentTree/apply(_:)`` throws; the document is then unchanged.
  /// - Complexity: O(log *n* + *m*) for *m* bytes replaced, put in, and up to the nearest firm
  ///   boundaries.
  package mutating func apply(_ edit: TextEdit) throws(TextError) {
    try text.apply(edit)
    for index in marks.indices { marks[index].update(after: edit, in: text) }
    guard !uses.isEmpty else { return }
    let grown = edit.newBytes.count - edit.range.count
    let window = text.window(around: edit.newRange)
    let old = window.range.lowerBound..<window.range.upperBound - grown
    for index in uses.indices {
      let tokenizer = uses[index].tokenizer
      if tokenizer.keepsFirmBoundaries {
        uses[index].tokens.replace(old, with: TokenRun(window, tokenizer))
      } else {
        uses[index].tokens = TokenTree(text, tokenizer)
      }
    }
  }

  /// Replaces the whole text and keeps the tokenizers in use.
  ///
  /// Some editors send the whole text after each keystroke. What both texts share at their ends is
  /// found by one comparison and is not tokenized again.
  ///
  /// - Complexity: O(*n*) for the comparison, and that of ``apply(_:)``; where most of the text is
  ///   new, one pass for each tokenizer.
  ///
  /// - Returns: The edit that it comes to.
  @discardableResult
  package mutating func replaceAll(with newBytes: [UInt8]) -> TextEdit {
    let edit = text.edit(to: newBytes)
    if edit.newBytes.count < newBytes.count / 2, (try? apply(edit)) != nil { return edit }
    text = DocumentTree(newBytes)
    marks = marks.map { TextMarks(of: $0.texts, in: text) }
    for index in uses.indices { uses[index].tokens = TokenTree(text, uses[index].tokenizer) }
    return edit
  }
}
