import CKernels

extension LanguageModel {
  /// A token near a vector.
  package struct Neighbor: Equatable, Sendable {
    /// The token.
    package var id: UInt32
    /// The cosine of the angle between the two vectors.
    package var cosine: Float
  }

  /// The row of the token embedding that belongs to a token, (C): what the model reads for it
  /// wherever it stands.
  ///
  /// - Throws: ``ModelError/invalidToken(id:vocabularySize:)``, and as ``InferenceContext`` does for
  ///   weights that are damaged.
  package func staticVector(of token: UInt32) throws(ModelError) -> [Float] {
    guard Int(token) < configuration.vocabularySize else {
      throw .invalidToken(id: token, vocabularySize: configuration.vocabularySize)
    }
    let width = configuration.width
    let vector = unsafe [Float](unsafeUninitializedCapacity: width) { buffer, initialized in
      if let start = buffer.baseAddress {
        unsafe weights.readEmbedding(of: token, into: start)
      }
      initialized = width
    }
    try weights.checkFiles()
    guard unsafe ck_all_finite(vector, width) else { throw .notFinite }
    return vector
  }

  /// The tokens whose static vectors point most nearly in the direction of a vector.
  ///
  /// - Parameters:
  ///   - vector: Of (C).
  ///   - count: The most that are wanted.
  ///   - parallelism: Who computes.
  /// - Returns: Nearest first; of equally near ones the lower id first. A token with a zero vector
  ///   has no direction and is left out.
  /// - Complexity: O(V C).
  package func neighbors(
    of vector: [Float], count: Int, parallelism: Parallelism = .serial
  ) -> [Neighbor] {
    let width = configuration.width
    let size = configuration.vocabularySize
    precondition(
      vector.count == width, "the vector is (\(vector.count)), the model's are (\(width))")
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let cosines = unsafe [Float](unsafeUninitializedCapacity: size) { buffer, initialized in
      if let out = buffer.baseAddress {
        parallelism.run(size, 512) { ids in
          unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { row in
            guard let start = row.baseAddress else { return }
            for id in ids {
              unsafe weights.readEmbedding(of: UInt32(id), into: start)
              var dot: Float = 0
              var square: Float = 0
              for channel in 0..<width {
                unsafe dot += row[channel] * vector[channel]
                unsafe square += row[channel] * row[channel]
              }
              unsafe out[id] = dot / (length * square.squareRoot())
            }
          }
        }
      }
      initialized = size
    }
    let ordered = cosines.indices.filter { cosines[$0].isFinite }.sorted {
      cosines[$0] != cosines[$1] ? cosines[$0] > cosines[$1] : $0 < $1
    }
    return ordered.prefix(count).map { Neighbor(id: UInt32($0), cosine: cosines[$0]) }
  }
}

extension InferenceContext {
  /// Reads tokens and returns the state of the last layer at each, normalized as the head sees it:
  /// Hugging Face's `last_hidden_state`.
  ///
  /// - Returns: A vector of (C) for each token.
  /// - Throws: As ``append(_:isCancelled:)``.
  package func appendStates(
    _ newTokens: some Collection<UInt32>, isCancelled: () -> Bool = { false }
  ) throws(ModelError) -> [[Float]] {
    var states: [[Float]] = []
    let width = model.configuration.width
    try forBlocks(of: Array(newTokens), isCancelled) { (block, forward) throws(ModelError) in
      for row in 0..<block.count {
        states.append(
          unsafe [Float](unsafeUninitializedCapacity: width) { buffer, initialized in
            if let start = buffer.baseAddress { unsafe forward.state(row: row, into: start) }
            initialized = width
          })
        guard unsafe ck_all_finite(states[states.count - 1], width) else { throw .notFinite }
      }
    }
    try model.weights.checkFiles()
    return states
  }
}
