/// `promptls/verifyDocument`: whether the editor and the server hold the same text.
package enum VerifyDocumentRequest: Request {
  package static let method = "promptls/verifyDocument"

  package struct Params: Decodable, Sendable {
    package var textDocument: VersionedTextDocumentIdentifier
    /// Of the editor's text as UTF-8, in hexadecimal.
    package var sha256: String?
    /// Bytes of the editor's text as UTF-8.
    package var length: Int?
  }

  package struct Result: Encodable, Sendable {
    package var version: Int?
    package var ok: Bool
    package var length: Int
    package var sha256: String

    package init(version: Int?, ok: Bool, length: Int, sha256: String) {
      self.version = version
      self.ok = ok
      self.length = length
      self.sha256 = sha256
    }
  }
}
