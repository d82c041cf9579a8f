import Documents

/// A document that an editor has open.
struct OpenDocument {
  var document: Document
  /// As the editor counts; some repeat one or send none.
  var version: Int?
  var languageID: String
  /// Whether the editor's text and ours may differ, until a full text comes.
  var isSuspect = false
}
