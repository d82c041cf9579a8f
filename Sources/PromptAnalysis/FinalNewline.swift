package import Text

/// Whether the line break at a file's end belongs to the prompt.
package enum FinalNewline: String, CaseIterable, Sendable {
  /// Editors add one: the prompt ends before it.
  case ignore
  case partOfPrompt

  /// Where the prompt of a document ends, in bytes.
  package func promptEnd(of text: DocumentTree) -> Int {
    let end = text.byteCount
    guard self == .ignore, end > 0, text[end - 1] == UInt8(ascii: "\n") else { return end }
    return end > 1 && text[end - 2] == UInt8(ascii: "\r") ? end - 2 : end - 1
  }
}
