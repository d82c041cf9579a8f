import CKernels

extension Weights {
  /// Packs a file's tensors into tiles.
  ///
  /// - Throws: ``ModelError/malformed(path:offset:reason:)`` for a tensor that is missing or has a
  ///   shape the configuration contradicts.
  static func pack(
    _ source: SourceWeights, options: LanguageModel.LoadOptions
  ) throws(ModelError) -> Weights {
    let path = source.file.path
    var pieces: [(WeightRole, Piece)] = []
    var tensors: [Tensor] = []
    for entry in WeightPlan.entries(of: source.configuration, hasOwnEmbedding: false) {
      guard let tensor = try source.tensor(for: entry) else { continue }
      if entry.isMatrix {
        let format = Matrix.format(
          of: tensor.source, options.quantization, isHead: entry.role == .head)
        pieces.append((entry.role, .matrix(format, rows: entry.shape[0], columns: entry.shape[1])))
      } else {
        pieces.append((entry.role, .vector(count: entry.shape.reduce(1, *))))
      }
      tensors.append(tensor)
    }
    try checkPadding(of: pieces, path: path)
    guard let storage = Storage(count: byteCount(of: pieces), fillsAtOnce: true) else {
      throw .unreadable(path: path, reason: "there is no memory for its weights")
    }
    let weights = unsafe Weights(
      configuration: source.configuration, pieces: pieces, owner: storage, base: storage.base,
      embeddingRows: try source.embeddingRows(options.quantization),
      rotaryDivisors: source.rotaryDivisors)
    for (placed, tensor) in zip(weights.pieces, tensors) {
      weights.fill(
        placed.piece, at: placed.offset, from: tensor,
        transposed: source.isTransposed(placed.role), options.parallelism)
      // A large file is not to be in memory twice.
      tensor.file.release(tensor.start..<tensor.start + tensor.byteCount)
    }
    if let cut = tensors.first(where: { $0.file.wasCut }) { throw cut.file.cutFailure }
    return weights
  }

  /// Refuses shapes that tiles of 16 rows and 32 columns would hold next to nothing of: a file could ask
  /// for hundreds of times its size.
  private static func checkPadding(
    of pieces: [(WeightRole, Piece)], path: String
  ) throws(ModelError) {
    var (padded, used) = (0, 0)
    for case (_, .matrix(_, let rows, let columns)) in pieces {
      padded += (rows + 15) / 16 * 16 * Matrix.padded(columns)
      used += rows * columns
    }
    guard padded <= 3 * used + 1 << 22 else {
      throw .malformed(
        path: path, offset: 0, reason: "\(used) weights would take the room of \(padded)")
    }
  }

  private func fill(
    _ piece: Piece, at offset: Int, from tensor: Tensor, transposed: Bool,
    _ parallelism: Parallelism
  ) {
    guard let from = unsafe tensor.pointer else { return }
    let destination = unsafe base + offset
    switch piece {
    case .vector(let count):
      let floats = unsafe destination.assumingMemoryBound(to: Float.self)
      unsafe ck_read_source_row(floats, from, tensor.source, count)
    case .matrix(let format, let rows, let columns):
      parallelism.run((rows + 15) / 16, 8) { tiles in
        let size = 16 * Matrix.padded(columns)
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { scratch in
          unsafe ck_pack(
            destination, Int32(format.rawValue), from, tensor.source, transposed ? 1 : 0, rows,
            columns, tiles.lowerBound, tiles.upperBound, scratch.baseAddress)
        }
      }
    }
  }
}

extension Tensor {
  fileprivate func mismatch(_ wanted: [Int]) -> ModelError {
    .malformed(
      path: file.path, offset: start,
      reason: "\(name) is \(shape), the configuration wants \(wanted)")
  }
}

extension SourceWeights {
  /// Where the rows of the token embedding are read from: the file, or the tiles of a tied head that
  /// was requantized.
  func embeddingRows(
    _ quantization: LanguageModel.LoadOptions.Quantization
  ) throws(ModelError) -> Weights.EmbeddingRows {
    if quantization != .asStored && configuration.tiedHead { return .tiles }
    guard let embedding = tensors[.tokenEmbedding] else {
      throw .malformed(path: file.path, offset: 0, reason: "there is no token embedding")
    }
    let wanted = [configuration.vocabularySize, configuration.width]
    guard embedding.shape == wanted else { throw embedding.mismatch(wanted) }
    return .tensor(embedding)
  }

  func isTransposed(_ role: WeightRole) -> Bool {
    if case .layer(_, let part) = role { transposed.contains(part) } else { false }
  }

  /// The tensor of a plan's entry, its shape checked; nil if the model does without.
  func tensor(for entry: WeightPlan.Entry) throws(ModelError) -> Tensor? {
    let role = entry.role == .head && configuration.tiedHead ? .tokenEmbedding : entry.role
    guard let tensor = tensors[role] else {
      if entry.isOptional { return nil }
      throw .malformed(path: file.path, offset: 0, reason: "there is no tensor for \(role)")
    }
    let wanted = isTransposed(entry.role) ? entry.shape.reversed() : entry.shape
    // Files write vectors as (n), and a few as (n, 1) or (1, n).
    let found = entry.shape.count == 1 ? [tensor.count] : tensor.shape
    guard found == wanted else { throw tensor.mismatch(wanted) }
    guard tensor.isFloat || (entry.isMatrix && !isTransposed(entry.role)) else {
      throw .unsupported(path: file.path, what: "\(tensor.name) in \(tensor.typeName)")
    }
    return tensor
  }
}

extension Weights {
  /// The token embedding in tiles of the head's format, for a packed file of an untied model.
  func packEmbedding(path: String) throws(ModelError) -> Storage {
    let format = head.matrix.format
    let rows = configuration.vocabularySize
    let columns = configuration.width
    let size = Matrix.byteCount(format: format, rows: rows, columns: columns)
    guard case .tensor(let tensor) = embeddingRows, let from = unsafe tensor.pointer,
      let storage = Storage(count: size)
    else { throw .unreadable(path: path, reason: "its token embedding is out of reach") }
    unsafe withUnsafeTemporaryAllocation(
      of: Float.self, capacity: 16 * Matrix.padded(columns)
    ) { scratch in
      unsafe ck_pack(
        storage.base, Int32(format.rawValue), from, tensor.source, 0, rows, columns, 0,
        (rows + 15) / 16, scratch.baseAddress)
    }
    return storage
  }
}
