import Documents
import JSONCoding
import LanguageServerProtocol
import PromptAnalysis

/// A document that an editor has open.
struct OpenDocument {
  var document: Document
  /// As the editor counts; some repeat one or send none.
  var version: Int?
  var languageID: String
  /// Whether the editor's text and ours may differ, until a full text comes.
  var isSuspect = false
  /// Where its prompts stand.
  var prompts: DocumentPrompts
  /// What a model says of the end of the prompt as it is now.
  var verdict: Verdict?
  /// The diagnostics that the client was given last, and the name of that state.
  var pulled: (resultID: Int, items: [Diagnostic])?
  /// What was suggested last.
  var suggestion: Suggestion?
  /// What the `.promptls.json` above its file says.
  var folderSettings: JSON?
  /// The tokens that the editor has colours for.
  var colours: TokenColours?
}

/// What a model says of a prompt's end.
struct Verdict {
  var harm: Harm
  /// The bytes of the document that the prompt stands in.
  var part: Range<Int>
  /// The smallest edit that mends it, once it was searched.
  var fix: Fix?
}
