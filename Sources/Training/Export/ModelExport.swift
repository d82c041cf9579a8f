package import Tokenizers
import UnicodeTables

/// A trained model as a GGUF file of the llama architecture, with its tokenizer.
///
/// Both this project's engine and llama.cpp run it.
package struct ModelExport {
  private let checkpoint: Checkpoint
  private let tokenizer: Tokenizer
  private let layout: ParameterLayout

  /// Prepares the parameters of a checkpoint for a file.
  ///
  /// - Parameters:
  ///   - checkpoint: Of a run on the tokens of `tokenizer`.
  ///   - tokenizer: A byte-pair tokenizer.
  package init(_ checkpoint: Checkpoint, tokenizer: Tokenizer) {
    self.checkpoint = checkpoint
    self.tokenizer = tokenizer
    layout = ParameterLayout(checkpoint.settings.shape)
  }

  /// Writes the model.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - name: What the file calls it.
  ///   - contextLength: Positions that a user may go to; more than the run's length ask of the model
  ///     what it did not learn.
  /// - Throws: ``TrainingError/unreadable(path:reason:)`` if the file cannot be written.
  package func write(
    to path: String, name: String, contextLength: Int
  ) throws(TrainingError) {
    var file = GGUFWriter()
    let shape = checkpoint.settings.shape
    file.set("general.architecture", "llama")
    file.set("general.name", name)
    file.set("llama.block_count", shape.layers)
    file.set("llama.embedding_length", shape.width)
    file.set("llama.feed_forward_length", shape.hidden)
    file.set("llama.attention.head_count", shape.heads)
    file.set("llama.attention.head_count_kv", shape.heads)
    file.set("llama.attention.layer_norm_rms_epsilon", Float(1e-5))
    file.set("llama.rope.dimension_count", shape.headWidth)
    file.set("llama.rope.freq_base", TrainingShape.rotaryBase)
    file.set("llama.context_length", contextLength)
    file.set("llama.vocab_size", tokenizer.vocabularySize)
    GGUFTokenizer(tokenizer).describe(in: &file)
    for group in layout.groups { add(group, to: &file) }
    try file.write(to: path)
  }

  private func add(_ group: ParameterGroup, to file: inout GGUFWriter) {
    let name: String
    switch group.role {
    case .table:
      file.add(
        "token_embd.weight", shape: [tokenizer.vocabularySize, group.columns], wholeTable())
      return
    case .finalNorm: name = "output_norm.weight"
    case .attentionNorm: name = "attn_norm.weight"
    case .query: name = "attn_q.weight"
    case .key: name = "attn_k.weight"
    case .value: name = "attn_v.weight"
    case .output: name = "attn_output.weight"
    case .feedForwardNorm: name = "ffn_norm.weight"
    case .gate: name = "ffn_gate.weight"
    case .up: name = "ffn_up.weight"
    case .down: name = "ffn_down.weight"
    }
    let shape = group.rows > 1 ? [group.rows, group.columns] : [group.columns]
    let prefix = group.layer.map { "blk.\($0)." } ?? ""
    file.add(prefix + name, shape: shape, checkpoint.parameters(group.range))
  }

  /// The table with a row for every token.
  ///
  /// A token that was no class has the mean of the rows that spelled it, moved by what the rarest
  /// classes differ from such means on the whole: that part is what makes a token improbable.
  func wholeTable() -> [Float] {
    let shape = checkpoint.settings.shape
    let width = shape.width
    let trained = checkpoint.parameters(layout.table.range)
    var bytes: [[UInt8]] = (0..<tokenizer.vocabularySize).map {
      tokenizer.bytes(of: TokenID($0)) ?? []
    }
    for special in tokenizer.specialTokens { bytes[Int(special.id)] = [] }
    let vocabulary = ClassVocabulary(tokens: checkpoint.tokens, bytes: bytes)
    var table = [Float](repeating: 0, count: bytes.count * width)
    var meanOfMade = [Float](repeating: 0, count: width)
    var made: [Int] = []
    for (token, spelling) in vocabulary.spellings.enumerated() where !spelling.isEmpty {
      for piece in spelling {
        for column in 0..<width {
          table[token * width + column] +=
            trained[Int(piece) * width + column] / Float(spelling.count)
        }
      }
      guard spelling.count > 1 else { continue }
      made.append(token)
      for column in 0..<width { meanOfMade[column] += table[token * width + column] }
    }
    guard !made.isEmpty else { return table }
    let rarest = checkpoint.tokens.count * 9 / 10..<checkpoint.tokens.count
    var shift = meanOfMade.map { -$0 / Float(made.count) }
    for row in rarest {
      for column in 0..<width {
        shift[column] += trained[row * width + column] / Float(rarest.count)
      }
    }
    for token in made {
      for column in 0..<width { table[token * width + column] += shift[column] }
    }
    return table
  }
}

/// A byte-pair tokenizer as GGUF describes it.
struct GGUFTokenizer {
  private let tokenizer: Tokenizer

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  func describe(in file: inout GGUFWriter) {
    let special = Set(tokenizer.specialTokens.map(\.id))
    let ids = 0..<TokenID(tokenizer.vocabularySize)
    let tokens = ids.map { id in
      let bytes = tokenizer.bytes(of: id) ?? []
      return special.contains(id) ? bytes : ByteLevelAlphabet.encode(bytes)
    }
    file.set("tokenizer.ggml.model", "gpt2")
    file.set("tokenizer.ggml.pre", "gpt-2")
    file.set("tokenizer.ggml.tokens", tokens)
    file.set("tokenizer.ggml.token_type", ids.map { special.contains($0) ? 3 : 1 } as [Int32])
    file.set("tokenizer.ggml.merges", merges())
    if let end = tokenizer.specialTokens.first {
      file.set("tokenizer.ggml.bos_token_id", Int(end.id))
      file.set("tokenizer.ggml.eos_token_id", Int(end.id))
    }
  }

  /// The merges, the best first: each token of more than a byte is what its last merge made.
  private func merges() -> [[UInt8]] {
    guard let vocabulary = tokenizer.bytePair else { return [] }
    return (0..<TokenID(tokenizer.vocabularySize)).compactMap { id in
      lastMerge(id, vocabulary).map { left, right in
        ByteLevelAlphabet.encode(vocabulary.bytes(of: left)) + [UInt8(ascii: " ")]
          + ByteLevelAlphabet.encode(vocabulary.bytes(of: right))
      }
    }
  }

  /// The two tokens that merge into this one, found by merging its bytes with better merges only.
  private func lastMerge(
    _ id: TokenID, _ vocabulary: BytePairVocabulary
  ) -> (TokenID, TokenID)? {
    let bytes = vocabulary.bytes(of: id)
    guard bytes.count > 1 else { return nil }
    var parts = bytes.compactMap { vocabulary.token(for: [$0].span) }
    while parts.count > 2 {
      var best: (index: Int, token: TokenID)?
      for index in 0..<parts.count - 1 {
        if let merged = vocabulary.merge(parts[index], parts[index + 1]), merged < id,
          merged < best?.token ?? .max
        {
          best = (index, merged)
        }
      }
      guard let best else { return nil }
      parts.replaceSubrange(best.index...best.index + 1, with: [best.token])
    }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }
}
