import Documents
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

extension Method {
  /// `textDocument/codeAction`: the fixes of what the rules find in a stretch.
  ///
  /// Found anew from the text: clients that send diagnostics back drop their data (ALE).
  static let codeAction = Method.request(CodeActionRequest.self) {
    (session, params) throws(ResponseError) in
    let uri = params.textDocument.uri
    let document = try session.document(uri)
    if let only = params.context.only, !only.contains(where: "quickfix".hasPrefix) { return [] }
    let wanted = try document.document.text.byteRange(
      params.range, in: session.client.positionEncoding)
    return session.findings(in: document)
      .filter {
        $0.range.lowerBound <= wanted.upperBound && wanted.lowerBound <= $0.range.upperBound
      }
      .flatMap { finding in
        finding.fixes.enumerated().map { index, fix in
          CodeAction(
            title: fix.title, kind: "quickfix",
            diagnostics: [session.diagnostic(finding, in: document)], isPreferred: index == 0,
            edit: WorkspaceEdit(changes: [uri: session.edits(fix, in: document)]))
        }
      }
  }
}

extension Session {
  /// The edits of a fix in the editor's positions.
  func edits(_ fix: Fix, in open: OpenDocument) -> [LanguageServerProtocol.TextEdit] {
    fix.edits.map { edit in
      LanguageServerProtocol.TextEdit(
        range: open.document.text.positionRange(edit.range, in: client.positionEncoding),
        newText: String(decoding: edit.newBytes, as: UTF8.self))
    }
  }
}
