import Documents
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text
import Tokenizers

extension Method {
  /// `textDocument/documentSymbol`: sections with their counts in the names, where editors show them
  /// all the time.
  static let documentSymbol = Method.request(DocumentSymbolRequest.self) {
    (session, params) throws(ResponseError) -> [DocumentSymbol] in
    let counted = try session.counted(params.textDocument.uri)
    return counted.symbols(counted.sections[...], session.client.positionEncoding)
  }

  /// `textDocument/codeLens`: the document's counts above its first line, a section's above its
  /// heading.
  static let codeLens = Method.request(CodeLensRequest.self) {
    (session, params) throws(ResponseError) -> [CodeLens] in
    let counted = try session.counted(params.textDocument.uri)
    let encoding = session.client.positionEncoding
    let totals = counted.encodings.map { "\($0.tokenizer.name) \($0.count)" }
    let top = CodeLens(
      range: counted.text.positionRange(0..<0, in: encoding),
      title: totals.joined(separator: " · ") + " tokens")
    return [top]
      + counted.sections.map { section in
        CodeLens(
          range: counted.text.positionRange(section.heading, in: encoding),
          title: counted.inWords(section.range))
      }
  }

  /// `textDocument/inlayHint`: counts at the ends of headings or of all lines, as set.
  static let inlayHint = Method.request(InlayHintRequest.self) {
    (session, params) throws(ResponseError) -> [InlayHint] in
    let level = session.configuration.inlayHints
    guard level != .off else { return [] }
    let counted = try session.counted(params.textDocument.uri)
    let encoding = session.client.positionEncoding
    let asked = try counted.text.byteRange(params.range, in: encoding)
    let places =
      level == .full
      ? counted.lines(in: asked)
      : counted.sections.map { ($0.heading.upperBound, $0.range) }
    return places.filter { asked.contains($0.end) || $0.end == asked.upperBound }.map { place in
      InlayHint(
        position: counted.text.positionRange(place.end..<place.end, in: encoding).start,
        label: counted.inWords(place.counted))
    }
  }
}

/// How much an editor shows between the text.
package enum InlayHintLevel: String, Sendable {
  case off
  /// The counts of sections.
  case low
  /// The count of every line.
  case full
}

/// A document with its sections and the tokenizers that it is counted by, the main one first.
private struct CountedDocument {
  var text: DocumentTree
  var sections: [Section]
  var encodings: [DocumentEncoding]

  /// A range's tokens in the main vocabulary: `13 tokens`.
  func inWords(_ range: Range<Int>) -> String {
    let count = encodings.first?.count(in: range) ?? 0
    return count == 1 ? "1 token" : "\(count) tokens"
  }

  /// The ends of the lines of a range, and what is counted there.
  func lines(in range: Range<Int>) -> [(end: Int, counted: Range<Int>)] {
    let lines = text.line(at: range.lowerBound)...text.line(at: range.upperBound)
    return lines.map { (text.contentRange(ofLine: $0).upperBound, text.range(ofLine: $0)) }
  }

  /// The symbols of sections, those of lower levels inside those of higher ones.
  func symbols(
    _ sections: ArraySlice<Section>, _ encoding: PositionEncoding
  ) -> [DocumentSymbol] {
    var found: [DocumentSymbol] = []
    var rest = sections
    while let section = rest.popFirst() {
      let inside = rest.prefix { section.range.contains($0.range.lowerBound) }
      rest = rest.dropFirst(inside.count)
      found.append(
        DocumentSymbol(
          name: "\(section.name.isEmpty ? "#" : section.name) (\(inWords(section.range)))",
          range: text.positionRange(section.range, in: encoding),
          selectionRange: text.positionRange(section.heading, in: encoding),
          children: symbols(inside, encoding)))
    }
    return found
  }
}

extension Session {
  fileprivate mutating func counted(_ uri: String) throws(ResponseError) -> CountedDocument {
    _ = try document(uri)
    let others = configuration.tokenizers.filter { $0 != configuration.tokenizer }
    let tokenizers = try environment.library.tokenizers([configuration.tokenizer] + others)
    for tokenizer in tokenizers { documents[uri]?.document.use(tokenizer) }
    let document = try document(uri).document
    return CountedDocument(
      text: document.text, sections: Section.all(in: document.text),
      encodings: tokenizers.compactMap { document.encoding(by: $0.name) })
  }
}
