import Files

/// The weights of a language model and what is known of them.
///
/// Immutable after loading, so that threads and contexts share one.
package final class LanguageModel: Sendable {
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
  /// Bytes of weights that one token's pass reads: all but the tables a token has one row of.
  package var bytesPerToken: Int {
    weights.pieces.reduce(0) { sum, placed in
      let isTable = [.tokenEmbedding, .positionEmbedding].contains(placed.role)
      return isTable ? sum : sum + placed.piece.byteCount
    }
  }
  let weights: Weights
  private let tokenizerSource: GGUFFile?

  /// Loads a GGUF file, a packed file, a safetensors file with a `config.json` beside it, or a
  /// folder of such.
  ///
  /// - Throws: ``ModelError`` naming the file and what is wrong with it.
  package static func load(
    path: String, options: LoadOptions = LoadOptions()
  ) throws(ModelError) -> LanguageModel {
    if File.kind(of: path) == .folder || path.hasSuffix(".json") || path.hasSuffix(".safetensors") {
      return try load(try HuggingFaceModel.source(path: path), options: options)
    }
    return try load(try MappedFile(path: path), options: options)
  }

  /// Loads a GGUF file or a packed file.
  private static func load(
    _ file: MappedFile, options: LoadOptions
  ) throws(ModelError) -> LanguageModel {
    let path = file.path
    if unsafe PackedModel.isPacked(file.bytes) {
      guard options.quantization == .asStored else {
        throw .unsupported(
          path: path,
          what: "\(options.quantization.rawValue) of a packed model, which is used as it is")
      }
      return unsafe try LanguageModel(packed: file.bytes, owner: file, path: path)
    }
    let gguf = try GGUFFile(file)
    return try load(try GGUFModel.source(of: gguf), tokenizer: gguf, options: options)
  }

  /// Loads the bytes of a GGUF file or a packed file, so that any read behind them traps: for tests
  /// with files that lie.
  package static func load(
    contents: [UInt8], options: LoadOptions = LoadOptions()
  ) throws(ModelError) -> LanguageModel {
    let isPacked = unsafe contents.withUnsafeBytes { unsafe PackedModel.isPacked($0) }
    let file = try MappedFile(
      contents: contents, path: "the model", alignment: isPacked ? 64 : 1)
    return try load(file, options: options)
  }

  /// Loads the bytes of a `config.json` and of a safetensors file, as ``load(contents:options:)``.
  package static func load(
    config: [UInt8], weights: [UInt8], options: LoadOptions = LoadOptions()
  ) throws(ModelError) -> LanguageModel {
    let config = try MappedFile(contents: config, path: "config.json")
    let weights = try MappedFile(contents: weights, path: "model.safetensors")
    return try load(
      try HuggingFaceModel.source(config: config, weights: [weights]), options: options)
  }

  private static func load(
    _ source: SourceWeights, tokenizer: GGUFFile? = nil, options: LoadOptions
  ) throws(ModelError) -> LanguageModel {
    guard let folder = options.repackCache else {
      return LanguageModel(try Weights.pack(source, options: options), from: source, tokenizer)
    }
    let cached = try RepackCache(folder: folder, source: source, options: options)
    return LanguageModel(try cached.weights(), from: source, tokenizer, isMapped: true)
  }

  private init(
    _ weights: Weights, from source: SourceWeights, _ tokenizer: GGUFFile?, isMapped: Bool = false
  ) {
    self.weights = weights
    configuration = weights.configuration
    let used = source.tensors.values
    parameterCount = used.reduce(0) { $0 + $1.count }
    weightFormat = Self.weightFormat(of: weights, from: used)
    var mapped = 0
    if case .tensor(let embedding) = weights.embeddingRows { mapped += embedding.byteCount }
    bytesMapped = mapped + (isMapped ? weights.byteCount : 0)
    bytesResident = isMapped ? 0 : weights.byteCount
    tokenizerSource = tokenizer
    // What was repacked is not read again; the embedding's rows come back as they are asked for.
    for file in Dictionary(grouping: used, by: { ObjectIdentifier($0.file) }).values {
      file.first?.file.release()
    }
  }

  /// The format most weights are held in, and the one most had in the file where that is another.
  private static func weightFormat(
    of weights: Weights, from tensors: some Collection<Tensor>
  ) -> String {
    var stored: [String: Int] = [:]
    for tensor in tensors where tensor.shape.count > 1 {
      stored[tensor.typeName, default: 0] += tensor.count
    }
    var held: [String: Int] = [:]
    for placed in weights.pieces {
      if case .matrix(let format, _, _) = placed.piece {
        held[format.name, default: 0] += placed.piece.elementCount
      }
    }
    func most(_ sizes: [String: Int]) -> String {
      sizes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "F32"
    }
    let (from, to) = (most(stored), most(held))
    return to.prefix(2) == from.prefix(2) ? from : "\(to) from \(from)"
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
