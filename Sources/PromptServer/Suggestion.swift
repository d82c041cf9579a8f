import Text

/// A text that was suggested behind a place of a document.
///
/// Whoever types what was suggested gets the rest without a model: the document's bytes from the
/// place on are compared with the text, whatever edits brought them there.
///
/// Invariant: no edit has touched what stands before ``base``.
struct Suggestion {
  /// Where it begins, in bytes.
  var base: Int
  var text: [UInt8]
  /// What stood behind it, as far as it was made with regard to that.
  var behind: [UInt8] = []

  /// What is left of it at a cursor; nil where the document does not go along with it, or where
  /// nothing is left.
  func rest(at cursor: Int, in document: DocumentTree) -> [UInt8]? {
    let typed = cursor - base
    guard 0 <= typed, typed < text.count, cursor + behind.count <= document.byteCount,
      document.bytes(in: base..<cursor).elementsEqual(text[..<typed]),
      document.bytes(in: cursor..<cursor + behind.count).elementsEqual(behind)
    else { return nil }
    return Array(text[typed...])
  }
}
