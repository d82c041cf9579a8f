/// What a tensor does in the forward pass, whatever its name in a file.
enum WeightRole: Hashable {
  case tokenEmbedding
  case positionEmbedding
  case finalNorm, finalNormBias
  case head
  case layer(Int, LayerRole)
}

/// What a tensor does in one block.
enum LayerRole: String, CaseIterable {
  case attentionNorm, attentionNormBias
  /// Query, key and value in one matrix, as gpt2 has them.
  case queryKeyValue, queryKeyValueBias
  case query, queryBias, key, keyBias, value, valueBias
  case attentionOut, attentionOutBias
  case feedForwardNorm, feedForwardNormBias
  /// The only inward matrix of gpt2; `up` of llama.
  case up, upBias
  case gate
  case down, downBias
}

/// A tensor with its place in the forward pass.
struct SourceWeights {
  var configuration: Configuration
  var tensors: [WeightRole: Tensor]
  /// Roles whose matrices stand (columns, rows) in the file: Hugging Face's Conv1D.
  var transposed: Set<LayerRole> = []
  /// Divisors of the rotary frequencies, (headSize / 2); empty for none.
  var rotaryDivisors: [Float] = []
  var file: MappedFile
}
