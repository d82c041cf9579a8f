import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import PromptFormats
import Text
import Tokenizers

/// The text that a request names, ready to be read on any thread.
enum PromptText: Sendable {
  /// The whole of a document, in which prompts stand.
  case document(DocumentTree, PromptLayout, version: Int?)
  /// A text that ends where it ends.
  case raw([UInt8], version: Int?)

  /// Texts longer than this are read by a job: about 5 ms of tokenizing.
  static let longByteCount = 256 * 1024

  /// The version of the document that the text is from.
  var version: Int? {
    switch self {
    case .document(_, _, let version), .raw(_, let version): version
    }
  }

  var bytes: [UInt8] {
    switch self {
    case .document(let tree, _, _): tree.bytes
    case .raw(let bytes, _): bytes
    }
  }

  var byteCount: Int {
    switch self {
    case .document(let tree, _, _): tree.byteCount
    case .raw(let bytes, _): bytes.count
    }
  }

  var tree: DocumentTree {
    switch self {
    case .document(let tree, _, _): tree
    case .raw(let bytes, _): DocumentTree(bytes)
    }
  }

  /// The prompts in it.
  var layout: PromptLayout {
    switch self {
    case .document(_, let layout, _): layout
    case .raw(let bytes, _): PromptLayout(ofOnePrompt: 0..<bytes.count, format: .text)
    }
  }

  /// The end of the prompt, as much of it as decides how much its end matters.
  var promptEnd: [UInt8] { layout.parts.last.map(tree.weighedEnd) ?? [] }

  /// The bytes of the prompt: of several, of the last.
  var prompt: [UInt8] {
    switch self {
    case .document(let tree, let layout, _):
      layout.parts.last.map { $0.text.decoded ?? tree.bytes(in: $0.text.source) } ?? []
    case .raw(let bytes, _): bytes
    }
  }
}

extension DocumentTree {
  /// Where a prompt begins that ends at an offset, if a model is to read it while somebody waits: 64 KiB
  /// or up to twice as many, more than windows hold.
  func promptStart(before offset: Int) -> Int { start(before: offset, step: 64 << 10) }

  /// Where the end of a prompt begins that is read to tell how much its end matters: 8 KiB or up to
  /// twice as many, a thousand tokens and more.
  func weighedStart(before offset: Int) -> Int { start(before: offset, step: 8 << 10) }

  /// The cut moves in large steps, so that the next keystroke finds its prompt read.
  private func start(before offset: Int, step: Int) -> Int {
    firmBoundary(before: max(0, offset / step - 1) * step)
  }

  /// The end of a prompt, as much of it as decides how much its end matters.
  func weighedEnd(of part: PromptPart) -> [UInt8] {
    guard let decoded = part.text.decoded else {
      let place = part.text.source
      return bytes(
        in: max(place.lowerBound, weighedStart(before: place.upperBound))..<place.upperBound)
    }
    let start = DocumentTree(decoded).weighedStart(before: decoded.count)
    return Array(decoded[start...])
  }
}

/// What reading a text takes besides the text.
struct TextContext: Sendable {
  let library: Library
  let configuration: Configuration
}

extension Session {
  /// What reading a text takes, with the settings that hold for it.
  func textContext(_ source: TextSource?) -> TextContext {
    TextContext(library: environment.library, configuration: configuration(of: source?.document))
  }

  /// Finds the text that a request names, and the prompts in it where it says how it holds them.
  func text(_ source: TextSource, format: String?) throws(ResponseError) -> PromptText {
    let text = try text(source)
    guard let format else { return text }
    guard let format = PromptFormat(rawValue: format) else {
      let known = PromptFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ResponseError(.invalidParams, "there is no format \"\(format)\"; there are \(known)")
    }
    let layout = PromptLayout(
      of: text.bytes, format: format, ending: configuration(of: source.document).ending(of: format))
    return .document(text.tree, layout, version: text.version)
  }

  /// Finds the text that a request names.
  func text(_ source: TextSource) throws(ResponseError) -> PromptText {
    switch source {
    case .text(let bytes):
      return .raw(bytes, version: nil)
    case .document(let uri, let part):
      let open = try document(uri)
      let text = open.document.text
      switch part {
      case .whole:
        var prompts = open.prompts
        if !prompts.isCurrent { prompts.layOut(text, configuration(of: uri)) }
        return .document(text, prompts.layout, version: open.version)
      case .before(let position):
        let end = text.offset(of: position, in: client.positionEncoding)
        return .raw(text.bytes(in: 0..<end), version: open.version)
      case .range(let range):
        let bytes = try text.byteRange(range, in: client.positionEncoding)
        return .raw(text.bytes(in: bytes), version: open.version)
      }
    }
  }

  /// The document of a name.
  func document(_ uri: String) throws(ResponseError) -> OpenDocument {
    guard let document = documents[uri] else {
      throw ResponseError(
        .requestFailed, "the document \(uri) is not open", name: "unknown-document",
        facts: ["uri": .string(uri)])
    }
    return document
  }
}
