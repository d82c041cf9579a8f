import Completion
import Documents
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import PromptFormats
import Text

/// A place in a document that is to be filled in, and what stands around it.
struct Gap {
  /// Everything before it.
  var before: [UInt8]
  /// What is behind it, as much as may be weighed; empty where nothing is but the file's last newline.
  var behind: [UInt8]
  var version: Int?
}

extension Session {
  /// The place at a document's position: the template hole that the position is in, else between two
  /// bytes.
  ///
  /// - Throws: `-32602` where no position in a document is named, `-32803` for an unknown document.
  func gap(at source: TextSource) throws(ResponseError) -> Gap {
    guard case .document(let uri, .before(let position)) = source else {
      throw ResponseError(
        .invalidParams, "promptls/complete: fillMiddle takes a textDocument and a position")
    }
    let open = try document(uri)
    let text = open.document.text
    let offset = text.offset(of: position, in: client.positionEncoding)
    let hole = open.prompts.holes.holes.first {
      $0.range.lowerBound < offset && offset < $0.range.upperBound
    }
    let range = hole?.range ?? offset..<offset
    return Gap(
      before: text.bytes(in: 0..<range.lowerBound), behind: text.behind(range.upperBound),
      version: open.version)
  }
}

extension DocumentTree {
  /// What stands behind an offset, as much as may be weighed with it.
  func behind(_ offset: Int) -> [UInt8] {
    let end = scalarStart(atOrBefore: min(byteCount, offset + Suffix.longestWindow))
    let bytes = bytes(in: offset..<end)
    let isLastNewline = end == byteCount && bytes.allSatisfy { $0 == 0x0A || $0 == 0x0D }
    return isLastNewline ? [] : bytes
  }
}
