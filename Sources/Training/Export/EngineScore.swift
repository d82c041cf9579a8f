package import Model
package import Tokenizers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension TrainingText {
  /// How well a model, as the engine runs it, predicts the text with all of its vocabulary.
  ///
  /// - Parameters:
  ///   - model: A model of the text's tokenizer.
  ///   - tokenizer: That tokenizer.
  ///   - every: Reads one window, as long as the model's context, of so many.
  ///   - parallelism: Who computes.
  /// - Returns: The score; separators cost bits and are no text.
  /// - Throws: ``ModelError`` if the tokens are not the model's.
  package func score(
    _ model: LanguageModel, tokenizer: Tokenizer, every: Int, _ parallelism: Parallelism
  ) throws(ModelError) -> HeldOutText.Score {
    let special = Set(tokenizer.specialTokens.map(\.id))
    let length = model.configuration.contextLength
    let context = InferenceContext(model: model, parallelism: parallelism)
    var nats = 0.0
    var (count, bytes) = (0, 0)
    for window in stride(from: 0, to: (tokens.count - 1) / length, by: every) {
      let start = window * length
      context.truncate(to: 0)
      try context.appendAll(tokens[start..<start + length].map { UInt32($0) }) { index, logits in
        let target = TokenID(tokens[start + index + 1])
        nats += Self.loss(logits, target: Int(target))
        count += 1
        bytes += special.contains(target) ? 0 : tokenizer.bytes(of: target)?.count ?? 0
      }
    }
    let crossEntropy = nats / Double(max(1, count))
    return HeldOutText.Score(
      crossEntropy: crossEntropy, bitsPerByte: nats / Double(max(1, bytes)) / log(2),
      perplexity: exp(crossEntropy))
  }

  /// Nats of one target.
  private static func loss(_ logits: Span<Float>, target: Int) -> Double {
    var peak = -Float.infinity
    for index in logits.indices { peak = max(peak, logits[index]) }
    var total: Float = 0
    for index in logits.indices { total += exp(logits[index] - peak) }
    return Double(log(total) + peak - logits[target])
  }
}
