/// The weights of a language model and what is known of them.
///
/// Immutable after loading, so that threads and contexts share one.
package final class LanguageModel: Sendable {
  /// What to do with the weights on the way in.
  package struct LoadOptions: Sendable {
    /// The precision to hold matrices in.
    package enum Quantization: String, Sendable {
      /// What the file has.
      case asStored = "none"
      /// 8 bits and a scale for 32 weights.
      case int8 = "q8"
      /// 4 bits and a scale for 32 weights.
      case int4 = "q4"
    }

    /// The precision to hold matrices in.
    package var quantization: Quantization
    /// Who repacks.
    package var parallelism: Parallelism

    /// Keeps the file's precision, on the caller's thread, unless told otherwise.
    package init(quantization: Quantization = .asStored, parallelism: Parallelism = .serial) {
      self.quantization = quantization
      self.parallelism = parallelism
    }
  }

  /// The shape of the model.
  package let configuration: Configuration

  init(configuration: Configuration) {
    self.configuration = configuration
  }

  /// Loads a GGUF file, a safetensors file with a `config.json` beside it, or a folder of both.
  ///
  /// - Throws: ``ModelError`` naming the file and what is wrong with it.
  package static func load(
    path: String, options: LoadOptions = LoadOptions()
  ) throws(ModelError) -> LanguageModel {
    throw .unsupported(path: path, what: "no format yet")
  }

  /// The number of weights, a tied head counted once.
  package var parameterCount: Int { 0 }
  /// The format most of the weights are in: `Q4_1`, `F32`.
  package var weightFormat: String { "" }
  /// Bytes of the file that stay mapped.
  package var bytesMapped: Int { 0 }
  /// Bytes of weights in memory of our own.
  package var bytesResident: Int { 0 }
  /// The tokenizer inside the file, or nil when it carries none.
  ///
  /// - Complexity: O(bytes of the vocabulary); read once and keep.
  package func tokenizerData() throws(ModelError) -> TokenizerData? { nil }
}
