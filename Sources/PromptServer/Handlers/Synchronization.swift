import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Text

extension Method {
  /// `textDocument/didOpen`.
  static let didOpen = Method.notification(DidOpen.self) { session, params in
    let item = params.textDocument
    let document = Document(DocumentTree(Array(item.text.utf8)))
    session.documents[item.uri] = OpenDocument(
      document: document, version: item.version, languageID: item.languageId ?? "",
      prompts: DocumentPrompts(
        of: document.text, languageID: item.languageId ?? "", uri: item.uri,
        session.configuration(of: item.uri)))
    session.watchTexts(item.uri)
    return session.publishDiagnostics(item.uri) + session.readFolderSettings(of: item.uri)
  }

  /// `textDocument/didChange`: edits in order, ranges clamped to the document as LSP says.
  ///
  /// An edit that cannot be meant (its range ends before it starts) is passed over and the document
  /// is suspect until its full text comes.
  static let didChange = Method.notification(DidChange.self) {
    (session, params) throws(ResponseError) in
    let uri = params.textDocument.uri
    var document = try session.document(uri)
    // Taken out of the session, so that the tree has one owner and is edited in place.
    session.documents[uri] = nil
    var effects: [Effect] = []
    for change in params.contentChanges {
      effects += document.apply(change, in: session.client.positionEncoding, uri: uri)
    }
    document.version = params.textDocument.version ?? document.version
    session.documents[uri] = document
    if session.awaitsSuggestion(for: uri) { session.pace.noteStale() }
    let stale = ResponseError(.contentModified, "\(uri) was edited")
    effects += session.cancel(about: uri, stale)
    return effects + session.publishDiagnostics(uri, isTyping: true)
  }

  /// `textDocument/didSave`: long structured documents are looked at now; nothing else that is kept
  /// depends on the file, unless it is one of settings.
  static let didSave = Method.notification(DidSave.self) { session, params in
    let uri = params.textDocument.uri
    if uri.hasSuffix("/\(FolderSettings.fileName)") { return session.readAllFolderSettings() }
    guard session.documents[uri]?.prompts.isCurrent == false else { return [] }
    return session.publishDiagnostics(uri)
  }

  /// `textDocument/didClose`.
  static let didClose = Method.notification(DidClose.self) { session, params in
    let uri = params.textDocument.uri
    guard session.documents.removeValue(forKey: uri) != nil else { return [] }
    session.forgetMeasurement(of: uri)
    let closed = ResponseError(.requestCancelled, "\(uri) was closed")
    let effects = session.cancel(about: uri, closed)
    guard !session.client.pullsDiagnostics else { return effects }
    return effects + [session.diagnostics([], of: uri, version: nil)]
  }
}

extension Session {
  /// Tells the person, once a document, that an edit was lost: what is shown may be wrong from then
  /// on, and LSP has no way to ask for the text again.
  mutating func noteLostEdit(_ call: Call) -> [Effect] {
    guard call.method == DidChange.method, let uri = call.params?["textDocument"]?["uri"]?.string,
      let open = documents[uri], !open.isSuspect
    else { return [] }
    documents[uri]?.isSuspect = true
    return [message(.error, "promptls lost an edit of \(uri); close and open it again")]
  }
}

extension OpenDocument {
  /// Forgets what a model said, and a suggestion that stands on what an edit has touched.
  private mutating func noteEdit(from start: Int) {
    verdict = nil
    if let base = suggestion?.base, start < base { suggestion = nil }
  }

  fileprivate mutating func apply(
    _ change: DidChange.Change, in encoding: PositionEncoding, uri: String
  ) -> [Effect] {
    let newBytes = Array(change.text.utf8)
    guard let range = change.range else {
      noteEdit(from: document.replaceAll(with: newBytes).range.lowerBound)
      prompts.followReplacement(by: document.text)
      isSuspect = false
      return []
    }
    do {
      let bytes = try document.text.byteRange(range, in: encoding)
      let edit = Text.TextEdit(range: bytes, newBytes: newBytes)
      try document.apply(edit)
      prompts.follow(edit, in: document.text)
      noteEdit(from: bytes.lowerBound)
      return []
    } catch {
      isSuspect = true
      let reason = (error as? ResponseError)?.message ?? "\(error)"
      return [.log(.error, "an edit of \(uri) was passed over: \(reason)")]
    }
  }
}
