import CKernels

/// The buffers of one forward pass over up to ``tokens`` tokens.
@safe final class Scratch {
  let tokens: Int
  /// Floats a token has in ``input``: the widest input of a matrix, padded.
  let stride: Int
  /// The residual stream, (T, C).
  let hidden: UnsafeMutablePointer<Float>
  /// Queries, keys and values side by side, (T, H·D + 2·KV).
  let projected: UnsafeMutablePointer<Float>
  /// What the feed-forward matrices give, (T, 2·F).
  let wide: UnsafeMutablePointer<Float>
  /// Input of the next matrix, at the stride of the step.
  let input: UnsafeMutablePointer<Float>
  let codes: UnsafeMutablePointer<Int8>
  let scales: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Int32>
  private let storage: Storage

  init?(configuration: Configuration, tokens: Int) {
    let queries = configuration.heads * configuration.headSize
    let widest = Matrix.padded(max(configuration.width, queries, configuration.feedForward))
    let counts = [
      tokens * configuration.width * 4,
      tokens * (queries + 2 * configuration.keyValueWidth) * 4,
      tokens * 2 * configuration.feedForward * 4,
      tokens * widest * 4, tokens * widest, tokens * widest / 8, tokens * widest / 8,
    ].map { ($0 + 127) / 64 * 64 }
    guard let storage = Storage(count: counts.reduce(0, +)) else { return nil }
    self.storage = storage
    self.tokens = tokens
    stride = widest
    var next = unsafe storage.base
    func take<T>(_ index: Int, _: T.Type) -> UnsafeMutablePointer<T> {
      defer { unsafe next += counts[index] }
      return unsafe next.assumingMemoryBound(to: T.self)
    }
    unsafe hidden = take(0, Float.self)
    unsafe projected = take(1, Float.self)
    unsafe wide = take(2, Float.self)
    unsafe input = take(3, Float.self)
    unsafe codes = take(4, Int8.self)
    unsafe scales = take(5, Float.self)
    unsafe sums = take(6, Int32.self)
  }

  /// ``input`` as the kernels want it: `count` rows of `columns`.
  func vectors(columns: Int, count: Int) -> ck_vectors {
    unsafe ck_vectors(
      values: input, codes: codes, scales: scales, sums: sums, stride: Matrix.padded(columns),
      count: count)
  }
}
