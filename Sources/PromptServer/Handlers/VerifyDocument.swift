import Digests
import Documents
import JSONRPC
import LanguageServerProtocol
import Text

extension Method {
  /// `promptls/verifyDocument`: what LSP cannot notice, that an edit was lost.
  static let verifyDocument = Method.request(VerifyDocumentRequest.self) {
    (session, params) throws(ResponseError) -> VerifyDocumentRequest.Result in
    let open = try session.document(params.textDocument.uri)
    let bytes = open.document.text.bytes
    let hash = SHA256.hexadecimal(bytes)
    let agrees =
      (params.textDocument.version ?? open.version) == open.version
      && (params.length ?? bytes.count) == bytes.count
      && (params.sha256 ?? hash).lowercased() == hash
    let saysNothing = params.sha256 == nil && params.length == nil
    return VerifyDocumentRequest.Result(
      version: open.version, ok: agrees && !(open.isSuspect && saysNothing), length: bytes.count,
      sha256: hash)
  }
}
