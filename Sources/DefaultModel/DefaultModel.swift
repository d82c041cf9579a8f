import CDefaultModel
import Digests
package import Model

extension LanguageModel {
  /// The model inside the executable: llama blocks on gpt2's vocabulary, in 8 bits.
  ///
  /// Nothing is copied or computed; pages are read as they are touched. Its card is
  /// `Sources/CDefaultModel/MODEL.md`.
  ///
  /// - Throws: ``ModelError/malformed(path:offset:reason:)`` if the build embedded another file.
  package static func builtIn() throws(ModelError) -> LanguageModel {
    let embedded = unsafe cd_default_model()
    return unsafe try LanguageModel(
      packed: UnsafeRawBufferPointer(start: embedded.bytes, count: embedded.count))
  }

  /// The SHA-256 of ``builtIn()``'s bytes, read from beginning to end.
  package static var builtInSHA256: String {
    let embedded = unsafe cd_default_model()
    return unsafe SHA256.hexadecimal(
      Array(UnsafeRawBufferPointer(start: embedded.bytes, count: embedded.count)))
  }

  /// What it should be; the card says so too.
  package static let expectedSHA256 =
    "d2896cc9958b729a1c08a0dd7230cc8150377a6350f06f11f1a2d9f729ff5df2"
}
