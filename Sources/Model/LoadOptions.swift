extension LanguageModel {
  /// What to do with the weights on the way in.
  package struct LoadOptions: Sendable {
    /// The precision to hold matrices in.
    package enum Quantization: String, CaseIterable, Sendable {
      /// What the file has.
      case asStored = "none"
      /// Single precision, whatever the file has: nothing is rounded, activations neither. For
      /// comparison with a reference; four bytes a weight.
      case float32 = "f32"
      /// 8 bits and a scale for 32 weights.
      case int8 = "q8"
      /// 4 bits, a scale and a minimum for 32 weights; the head in 8 bits.
      case int4 = "q4"
    }

    /// The precision to hold matrices in.
    package var quantization: Quantization
    /// A folder to keep what was repacked in, for the next time the same file is loaded; nil for
    /// none.
    package var repackCache: String?
    /// Who repacks.
    package var parallelism: Parallelism

    /// Keeps the file's precision, on the caller's thread, unless told otherwise.
    package init(
      quantization: Quantization = .asStored, repackCache: String? = nil,
      parallelism: Parallelism = .serial
    ) {
      self.quantization = quantization
      self.repackCache = repackCache
      self.parallelism = parallelism
    }
  }
}
