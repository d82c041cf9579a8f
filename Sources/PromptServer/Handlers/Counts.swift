import Documents
import JSONRPC
import LanguageServerProtocol
import Model
import PromptAnalysis
import PromptFormats
import Text
import Tokenizers

extension Method {
  /// `textDocument/documentSymbol`: sections, messages and template holes, with their counts in the
  /// names, where editors show them all the time.
  static let documentSymbol = Method.request(DocumentSymbolRequest.self) {
    (session, params) throws(ResponseError) -> [DocumentSymbol] in
    let counted = try session.counted(params.textDocument.uri)
    return counted.symbols(session.client.positionEncoding)
  }

  /// `textDocument/codeLens`: the document's counts above its first line with its share of the
  /// model's window, a section's above its heading, in the main vocabulary: choosing one compares.
  ///
  /// A section on the first line has none: there would be two side by side.
  static let codeLens = Method.request(CodeLensRequest.self) {
    (session, params) throws(ResponseError) -> [CodeLens] in
    let uri = params.textDocument.uri
    let counted = try session.counted(uri)
    let encoding = session.client.positionEncoding
    func lens(_ place: Range<Int>, _ title: String, of part: PositionRange?) -> CodeLens {
      CodeLens(
        range: counted.text.positionRange(place, in: encoding),
        command: Command(
          title: title, command: PromptCommand.compareVocabularies.name,
          arguments: [CommandPlace(uri: uri, range: part)]))
    }
    let whole = 0..<counted.text.byteCount
    let share = session.contextWindow(of: uri).map { counted.share(of: $0) } ?? ""
    return [lens(0..<0, counted.totals(of: whole) + share, of: nil)]
      + counted.sections.filter { $0.heading.lowerBound > 0 }.map { section in
        lens(
          section.heading, counted.inWords(section.range),
          of: counted.text.positionRange(section.range, in: encoding))
      }
  }

  /// `textDocument/inlayHint`: counts at the ends of headings or of all lines, as set; with the
  /// latter a mark at the prompt's end where its last tokens are not certain.
  static let inlayHint = Method.request(InlayHintRequest.self) {
    (session, params) throws(ResponseError) -> [InlayHint] in
    let level = session.configuration(of: params.textDocument.uri).inlayHints
    guard level != .off else { return [] }
    let counted = try session.counted(params.textDocument.uri)
    let encoding = session.client.positionEncoding
    let asked = try counted.text.byteRange(params.range, in: encoding)
    let places =
      level == .full
      ? counted.lines(in: asked)
      : counted.sections.map { ($0.heading.upperBound, $0.range) }
    let hints = places.map { place in
      (place: place.end, label: counted.inWords(place.counted), tooltip: String?.none)
    }
    let seam = level == .full ? try session.seam(of: params.textDocument.uri) : []
    let shown = (hints + seam).filter {
      asked.contains($0.place) || $0.place == asked.upperBound
    }
    return shown.map { hint in
      InlayHint(
        position: counted.text.positionRange(hint.place..<hint.place, in: encoding).start,
        label: hint.label, tooltip: hint.tooltip)
    }
  }
}

/// How much an editor shows between the text.
package enum InlayHintLevel: String, CaseIterable, Sendable {
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
  var layout: PromptLayout
  /// Each once, where it stands first, with how often it does.
  var holes: [(hole: Hole, count: Int)]
  var encodings: [DocumentEncoding]

  /// A range's tokens in the main vocabulary: `13 tokens`.
  func inWords(_ range: Range<Int>) -> String {
    let count = encodings.first?.count(in: range) ?? 0
    return count == 1 ? "1 token" : "\(count) tokens"
  }

  /// A range's tokens in all vocabularies: `gpt2 13 · cl100k_base 12 tokens`.
  func totals(of range: Range<Int>) -> String {
    let counts = encodings.map { "\($0.tokenizer.name) \($0.count(in: range))" }
    return counts.joined(separator: " · ") + " tokens"
  }

  /// How much of a window the document takes in the main vocabulary: ` · 12 % of 1024`.
  func share(of window: Int) -> String {
    let percent = Double(encodings.first?.count ?? 0) / Double(window) * 100
    return " · \(Int(percent.rounded(.up))) % of \(window)"
  }

  /// The ends of the lines of a range, and what is counted there.
  func lines(in range: Range<Int>) -> [(end: Int, counted: Range<Int>)] {
    let lines = text.line(at: range.lowerBound)...text.line(at: range.upperBound)
    return lines.map { (text.contentRange(ofLine: $0).upperBound, text.range(ofLine: $0)) }
  }

  /// All symbols: messages with the holes in them, or sections with theirs.
  func symbols(_ encoding: PositionEncoding) -> [DocumentSymbol] {
    let isConversation = layout.parts.contains { !$0.name.isEmpty }
    var found = isConversation ? [] : symbols(sections[...], encoding)
    for part in isConversation ? layout.parts : [] {
      let words = inWords(part)
      found.append(
        DocumentSymbol(
          name: "\(part.name.isEmpty ? "prompt" : part.name) (\(words))",
          range: text.positionRange(part.outline, in: encoding),
          selectionRange: text.positionRange(
            part.text.source.clamped(to: part.outline), in: encoding),
          children: []))
    }
    for (hole, count) in holes {
      let range = text.positionRange(hole.range, in: encoding)
      let times = count == 1 ? "" : " ×\(count)"
      found.append(
        DocumentSymbol(
          name: String(decoding: text.bytes(in: hole.range), as: UTF8.self) + times,
          kind: .variable, range: range, selectionRange: range, children: []))
    }
    return found
  }

  /// The tokens of a part: those of its text alone, however that is spelled.
  private func inWords(_ part: PromptPart) -> String {
    let bytes = part.text.decoded ?? text.bytes(in: part.text.source)
    let count = encodings.first?.tokenizer.encode(bytes.span).count ?? 0
    return count == 1 ? "1 token" : "\(count) tokens"
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
  /// Tokens that the model reads that a document is written for, if that is known.
  fileprivate func contextWindow(of uri: String) -> Int? {
    let configuration = configuration(of: uri)
    if let window = configuration.contextWindow { return window }
    let entry = try? environment.library.entry(ofModel: configuration.model)
    guard let loaded = entry?.loaded, loaded.tokenizer.name == configuration.tokenizer else {
      return nil
    }
    return loaded.model.configuration.contextLength
  }

  /// The mark behind what a continuation may cut in another way; none where the cut is certain.
  fileprivate mutating func seam(
    of uri: String
  ) throws(ResponseError) -> [(place: Int, label: String, tooltip: String?)] {
    let isWeighed = try document(uri).verdict != nil
    layOut(uri)
    // What may be cut otherwise is shown however seldom it matters, until a model has said so.
    let found = isWeighed ? weighedFindings(of: uri) : findings(of: uri)
    return found.filter { $0.isAboutCut && !$0.isInClosedPart }.prefix(1).map {
      let percent = $0.harm.map { " \(Int(($0.probability * 100).rounded())) %" } ?? ""
      return ($0.range.upperBound, "┊" + percent, $0.message)
    }
  }

  fileprivate mutating func counted(_ uri: String) throws(ResponseError) -> CountedDocument {
    _ = try document(uri)
    let configuration = configuration(of: uri)
    let tokenizers = try environment.library.tokenizers(configuration.counted)
    for tokenizer in tokenizers { documents[uri]?.document.use(tokenizer) }
    layOut(uri)
    let open = try self.document(uri)
    let document = open.document
    return CountedDocument(
      text: document.text, sections: Section.all(in: document.text),
      layout: open.prompts.layout, holes: open.prompts.distinctHoles,
      encodings: tokenizers.compactMap { document.encoding(by: $0.name) })
  }
}
