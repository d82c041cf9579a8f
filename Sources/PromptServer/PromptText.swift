import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text
import Tokenizers

/// The text that a request names, ready to be read on any thread.
enum PromptText: Sendable {
  /// The whole of a document, which ends where its prompt ends and perhaps a line break later.
  case document(DocumentTree, version: Int?)
  /// A text that ends where it ends.
  case raw([UInt8], version: Int?)

  /// Texts longer than this are read by a job: about 5 ms of tokenizing.
  static let longByteCount = 256 * 1024

  /// The version of the document that the text is from.
  var version: Int? {
    switch self {
    case .document(_, let version), .raw(_, let version): version
    }
  }

  var bytes: [UInt8] {
    switch self {
    case .document(let tree, _): tree.bytes
    case .raw(let bytes, _): bytes
    }
  }

  var byteCount: Int {
    switch self {
    case .document(let tree, _): tree.byteCount
    case .raw(let bytes, _): bytes.count
    }
  }

  var tree: DocumentTree {
    switch self {
    case .document(let tree, _): tree
    case .raw(let bytes, _): DocumentTree(bytes)
    }
  }

  /// Where the prompt ends, in bytes.
  func promptEnd(_ finalNewline: FinalNewline) -> Int {
    switch self {
    case .document(let tree, _): finalNewline.promptEnd(of: tree)
    case .raw(let bytes, _): bytes.count
    }
  }

  /// The bytes up to the prompt's end.
  func prompt(_ finalNewline: FinalNewline) -> [UInt8] {
    switch self {
    case .document(let tree, _): tree.bytes(in: 0..<finalNewline.promptEnd(of: tree))
    case .raw(let bytes, _): bytes
    }
  }
}

/// What reading a text takes besides the text.
struct TextContext: Sendable {
  let library: Library
  let configuration: Configuration
}

extension Session {
  /// What reading a text takes, with the settings that hold for it.
  func textContext(_ source: TextSource) -> TextContext {
    TextContext(library: environment.library, configuration: configuration(of: source.document))
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
        return .document(text, version: open.version)
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
