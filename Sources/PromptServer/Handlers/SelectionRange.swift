import Documents
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

extension Method {
  /// `textDocument/selectionRange`: token, piece, line, sections, document.
  static let selectionRange = Method.request(SelectionRangeRequest.self) {
    (session, params) throws(ResponseError) -> [SelectionRange] in
    let encoding = try session.encoding(of: params.textDocument.uri)
    let text = try session.document(params.textDocument.uri).document.text
    let sections = Section.all(in: text)
    let positions = session.client.positionEncoding
    return params.positions.map { position in
      let offset = text.offset(of: position, in: positions)
      let ranges = text.rangesAround(offset, encoding, sections)
        .map { text.positionRange($0, in: positions) }
      return ranges.reduce(nil) { SelectionRange(range: $1, parent: $0) }
        ?? SelectionRange(range: text.positionRange(offset..<offset, in: positions), parent: nil)
    }
  }

  /// `textDocument/documentHighlight`: the token at the cursor.
  static let documentHighlight = Method.request(DocumentHighlightRequest.self) {
    (session, params) throws(ResponseError) -> [DocumentHighlight] in
    let encoding = try session.encoding(of: params.textDocument.uri)
    let text = try session.document(params.textDocument.uri).document.text
    let offset = text.offset(of: params.position, in: session.client.positionEncoding)
    guard let token = encoding.tokenRange(at: offset, in: text) else { return [] }
    return [
      DocumentHighlight(range: text.positionRange(token, in: session.client.positionEncoding))
    ]
  }
}

extension DocumentTree {
  /// What stands around a place, the largest first, each in the one before it and larger.
  fileprivate func rangesAround(
    _ offset: Int, _ encoding: DocumentEncoding, _ sections: [Section]
  ) -> [Range<Int>] {
    var ranges = [0..<byteCount]
    let containing = sections.map(\.range).filter { $0.contains(offset) }
    let line = contentRange(ofLine: line(at: offset))
    let inside = [encoding.piece(at: offset), encoding.tokenRange(at: offset, in: self)]
    for range in containing + [line] + inside.compactMap(\.self) {
      guard let last = ranges.last, range != last, last.lowerBound <= range.lowerBound,
        range.upperBound <= last.upperBound, range.contains(offset) || range.upperBound == offset
      else { continue }
      ranges.append(range)
    }
    return ranges
  }
}

extension DocumentEncoding {
  /// The whole characters that the token at a place stands over; nil before the first token.
  func tokenRange(at offset: Int, in text: DocumentTree) -> Range<Int>? {
    guard let index = token(at: offset) else { return nil }
    let start = text.scalarStart(atOrBefore: start(ofToken: index))
    let end = self.start(ofToken: index + 1)
    let whole = text.scalarStart(atOrBefore: end)
    return start..<max(start, whole)
  }
}
