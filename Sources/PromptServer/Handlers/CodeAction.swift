import Documents
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

extension Method {
  /// `textDocument/codeAction`: the fixes of what the rules find in a stretch, all at once, and
  /// commands for what is selected.
  ///
  /// Found anew from the text: clients that send diagnostics back drop their data (ALE).
  static let codeAction = Method.request(CodeActionRequest.self) {
    (session, params) throws(ResponseError) in
    let uri = params.textDocument.uri
    _ = try session.document(uri)
    let findings = session.weighedFindings(of: uri)
    let document = try session.document(uri)
    let wanted = try document.document.text.byteRange(
      params.range, in: session.client.positionEncoding)
    let isSelection = !wanted.isEmpty && !findings.contains { $0.range == wanted }
    let actions =
      session.quickFixes(findings.filter { $0.range.touches(wanted) }, uri, document)
      + session.fixAll(findings, uri, document, params.context.only)
      + session.commands(uri, params.range, isSelection: isSelection, params.context.only)
    return actions.filter { $0.kind.isWanted(params.context.only) }
  }
}

extension Session {
  fileprivate func quickFixes(
    _ findings: [Finding], _ uri: String, _ open: OpenDocument
  ) -> [CodeAction] {
    findings.flatMap { finding in
      finding.fixes.enumerated().map { index, fix in
        CodeAction(
          title: fix.title, kind: .quickFix,
          diagnostics: [diagnostic(finding, of: uri, in: open)], isPreferred: index == 0,
          edit: WorkspaceEdit(changes: [uri: edits(fix, in: open)]))
      }
    }
  }

  /// The first fixes of warnings, as far as they do not overlap.
  ///
  /// Hints are left alone: that a word at the prompt's end might go on is no fault to mend unasked.
  /// One fix is offered as itself, unless somebody asks for all, as when saving.
  fileprivate func fixAll(
    _ findings: [Finding], _ uri: String, _ open: OpenDocument, _ only: [String]?
  ) -> [CodeAction] {
    var taken: [Fix] = []
    for finding in findings where [.error, .warning].contains(finding.severity) {
      guard let fix = finding.fixes.first else { continue }
      let overlaps = taken.flatMap(\.edits).contains { edit in
        fix.edits.contains { $0.range.overlaps(edit.range) || $0.range == edit.range }
      }
      if !overlaps { taken.append(fix) }
    }
    guard taken.count > (only == nil ? 1 : 0) else { return [] }
    return [
      CodeAction(
        title: "Mend all that is wrong with the prompt", kind: .fixAll,
        edit: WorkspaceEdit(changes: [uri: taken.flatMap { edits($0, in: open) }]))
    ]
  }

  /// Commands are offered for a selection, or to whoever asks for them: not behind every light bulb.
  fileprivate func commands(
    _ uri: String, _ range: PositionRange, isSelection: Bool, _ only: [String]?
  ) -> [CodeAction] {
    guard isSelection || only != nil else { return [] }
    let place = CommandPlace(uri: uri, range: isSelection ? range : nil)
    return PromptCommand.all.map { command in
      CodeAction(
        title: command.title, kind: .command,
        command: Command(title: command.title, command: command.name, arguments: [place]))
    }
  }

  /// The edits of a fix in the editor's positions.
  func edits(_ fix: Fix, in open: OpenDocument) -> [LanguageServerProtocol.TextEdit] {
    fix.edits.map { edit in
      LanguageServerProtocol.TextEdit(
        range: open.document.text.positionRange(edit.range, in: client.positionEncoding),
        newText: String(decoding: edit.newBytes, as: UTF8.self))
    }
  }
}

extension Range<Int> {
  /// Whether two ranges overlap or meet.
  fileprivate func touches(_ other: Range<Int>) -> Bool {
    lowerBound <= other.upperBound && other.lowerBound <= upperBound
  }
}
