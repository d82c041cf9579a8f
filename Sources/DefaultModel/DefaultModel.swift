import CDefaultModel
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
}
