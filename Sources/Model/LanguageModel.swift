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
      /// Single precision, whatever the file has: nothing is rounded, activations neither. For
      /// comparison with a reference; four bytes a weight.
      case float32 = "f32"
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
  /// The number of weights, a tied head counted once.
  package let parameterCount: Int
  /// The format most of the weights are in, as the file names it: `Q4_1`, `F32`.
  package let weightFormat: String
  /// Bytes of a file that stay mapped.
  package let bytesMapped: Int
  /// Bytes of weights in memory of our own.
  package let bytesResident: Int
  let weights: Weights
  private let tokenizerSource: GGUFFile?

  /// Loads a GGUF file, a packed file, a safetensors file with a `config.json` beside it, or a
  /// folder of such.
  ///
  /// - Throws: ``ModelError`` naming the file and what is wrong with it.
  package static func load(
    path: String, options: LoadOptions = LoadOptions()
  ) throws(ModelError) -> LanguageModel {
    if FileKind.isFolder(path) || path.hasSuffix(".json") || path.hasSuffix(".safetensors") {
      let source = try HuggingFaceModel.source(path: path)
      return LanguageModel(try Weights.pack(source, options: options), from: source)
    }
    let file = try MappedFile(path: path)
    if unsafe PackedModel.isPacked(file.bytes) {
      return unsafe try LanguageModel(packed: file.bytes, owner: file, path: path)
    }
    let gguf = try GGUFFile(file)
    let source = try GGUFModel.source(of: gguf)
    let weights = try Weights.pack(source, options: options)
    return LanguageModel(weights, from: source, tokenizer: gguf)
  }

  private init(_ weights: Weights, from source: SourceWeights, tokenizer: GGUFFile? = nil) {
    self.weights = weights
    configuration = weights.configuration
    let used = source.tensors.values
    parameterCount = used.reduce(0) { $0 + $1.count }
    var sizes: [String: Int] = [:]
    for tensor in used where tensor.shape.count > 1 {
      sizes[tensor.typeName, default: 0] += tensor.count
    }
    let stored = sizes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "F32"
    let held = weights.pieces.reduce(into: Set<String>()) { formats, placed in
      if case .matrix(let format, _, _) = placed.piece { formats.insert(format.name) }
    }
    weightFormat =
      held.count == 1 && held.first?.hasPrefix(stored.prefix(2)) == false
      ? "\(held.first ?? stored) from \(stored)" : stored
    var mapped = 0
    if case .tensor(let embedding) = weights.embeddingRows { mapped += embedding.byteCount }
    bytesMapped = mapped
    bytesResident = weights.byteCount
    tokenizerSource = tokenizer
    // What was repacked is not read again; the embedding's rows come back as they are asked for.
    for file in Dictionary(grouping: used, by: { ObjectIdentifier($0.file) }).values {
      file.first?.file.release()
    }
  }

  /// Uses a packed model where it lies: in the executable or in a mapped file.
  ///
  /// Nothing is copied or computed.
  ///
  /// - Parameters:
  ///   - packed: The file's bytes, at an address that is a multiple of 64. They must stay as they
  ///     are while the model or a context of it lives.
  ///   - owner: Kept alive with the model.
  ///   - path: What errors call the bytes.
  /// - Throws: ``ModelError/malformed(path:offset:reason:)``.
  package init(
    packed: UnsafeRawBufferPointer, owner: AnyObject? = nil, path: String = "the built-in model"
  ) throws(ModelError) {
    weights = unsafe try PackedModel.weights(in: packed, owner: owner, path: path)
    configuration = weights.configuration
    parameterCount = weights.pieces.reduce(0) { $0 + $1.piece.elementCount }
    let formats = weights.pieces.compactMap { placed -> String? in
      if case .matrix(let format, _, _) = placed.piece { format.name } else { nil }
    }
    weightFormat = formats.last ?? "F32"
    bytesMapped = weights.byteCount
    bytesResident = 0
    tokenizerSource = nil
  }

  /// The tokenizer inside the file, or nil when it carries none.
  ///
  /// - Throws: ``ModelError`` if the file carries one that is malformed or of an unsupported family.
  /// - Complexity: O(bytes of the vocabulary); read once and keep.
  package func tokenizerData() throws(ModelError) -> TokenizerData? {
    guard let tokenizerSource else { return nil }
    return try TokenizerData(tokenizerSource)
  }

  /// Writes the model in the packed format, which ``init(packed:owner:path:)`` uses as it lies.
  ///
  /// - Throws: ``ModelError/unreadable(path:reason:)`` if the file cannot be written.
  package func writePacked(to path: String) throws(ModelError) {
    try PackedModel.write(weights, to: path)
  }
}

extension Weights.Piece {
  /// The number of weights.
  var elementCount: Int {
    switch self {
    case .matrix(_, let rows, let columns): rows * columns
    case .vector(let count): count
    }
  }
}
