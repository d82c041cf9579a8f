import CKernels

/// One pass of a batch of tokens through the layers.
///
/// Every number of a token is computed in an order that depends on nothing but its position, so a
/// batch gives the bits that token by token gives.
struct Forward {
  let model: LanguageModel
  let kernels: Kernels
  let parallelism: Parallelism
  let scratch: Scratch

  private var configuration: Configuration { model.configuration }
  private var weights: Weights { model.weights }
  private var queryWidth: Int { configuration.heads * configuration.headSize }
  private var projectedWidth: Int { queryWidth + 2 * configuration.keyValueWidth }

  /// Runs `body` for rows 0..<count, on the caller's thread if there is but one.
  private func forRows(_ count: Int, _ body: (Int) -> Void) {
    if count == 1 {
      body(0)
    } else {
      parallelism.run(count, 4) { rows in
        for row in rows { body(row) }
      }
    }
  }

  /// Runs all layers over `tokens` at `positions`; the residual stream is left in the scratch.
  func run(
    tokens: [UInt32], positions: [Int], attention: some AttentionStore,
    isCancelled: () -> Bool
  ) throws(ModelError) {
    embed(tokens, positions)
    for index in 0..<configuration.layers {
      if isCancelled() { throw .cancelled }
      let layer = weights.layers[index]
      norm(layer.attentionNorm, rows: 0..<tokens.count, quantizes: layer.attentionIn)
      unsafe multiply(
        layer.attentionIn, columns: configuration.width, count: tokens.count,
        into: scratch.projected, stride: projectedWidth, adds: false)
      forRows(tokens.count) { row in
        unsafe rotate(row, attention.turns(at: positions[row]))
        let keys = unsafe scratch.projected + row * projectedWidth + queryWidth
        unsafe attention.store(
          layer: index, row: row, position: positions[row], keys: keys,
          values: keys + configuration.keyValueWidth)
      }
      attend(layer: index, count: tokens.count, visible: positions.max() ?? 0, attention)
      forRows(tokens.count) { row in
        quantize(row, columns: queryWidth, for: [layer.attentionOut])
      }
      unsafe multiply(
        [layer.attentionOut], columns: queryWidth, count: tokens.count,
        into: scratch.hidden, stride: configuration.width, adds: true)
      feedForward(layer, count: tokens.count)
    }
  }

  /// The logits of row `rows.lowerBound` and on, (rows, V), written to `out`.
  func logits(rows: Range<Int>, into out: UnsafeMutablePointer<Float>) {
    norm(weights.finalNorm, rows: rows, quantizes: [weights.head])
    unsafe multiply(
      [weights.head], columns: configuration.width, count: rows.count, into: out,
      stride: configuration.vocabularySize, adds: false)
  }

  /// Writes the normalized state of a row, (C).
  func state(row: Int, into out: UnsafeMutablePointer<Float>) {
    norm(weights.finalNorm, rows: row..<row + 1, quantizes: [])
    unsafe out.update(from: scratch.input, count: configuration.width)
  }

  private func embed(_ tokens: [UInt32], _ positions: [Int]) {
    let width = configuration.width
    forRows(tokens.count) { row in
      let out = unsafe scratch.hidden + row * width
      unsafe weights.readEmbedding(of: tokens[row], into: out)
      if let table = unsafe weights.positions {
        let position = unsafe table + positions[row] * width
        for channel in 0..<width { unsafe out[channel] += position[channel] }
      }
    }
  }

  /// Normalizes rows of the residual stream into the first rows of the input.
  private func norm(_ norm: Norm, rows: Range<Int>, quantizes next: [Linear]) {
    let width = configuration.width
    let stride = Matrix.padded(width)
    forRows(rows.count) { row in
      let from = unsafe scratch.hidden + (rows.lowerBound + row) * width
      let out = unsafe scratch.input + row * stride
      if let bias = unsafe norm.bias {
        unsafe ck_layer_norm(
          kernels.table, out, from, norm.weight, bias, width, configuration.normEpsilon)
      } else {
        unsafe ck_rms_norm(kernels.table, out, from, norm.weight, width, configuration.normEpsilon)
      }
      quantize(row, columns: width, for: next)
    }
  }

  /// Pads a row of the input and writes its 8-bit form if a matrix of `next` wants it.
  private func quantize(_ row: Int, columns: Int, for next: [Linear]) {
    let stride = Matrix.padded(columns)
    let values = unsafe scratch.input + row * stride
    for column in columns..<stride { unsafe values[column] = 0 }
    guard next.contains(where: { $0.matrix.format.isQuantized }) else { return }
    unsafe ck_quantize(
      kernels.table, values, stride, scratch.codes + row * stride,
      scratch.scales + row * (stride / 32), scratch.sums + row * (stride / 32))
  }

  /// Multiplies the input with each matrix; outputs stand side by side in rows of `stride`.
  private func multiply(
    _ linears: [Linear], columns: Int, count: Int, into out: UnsafeMutablePointer<Float>,
    stride: Int, adds: Bool
  ) {
    let vectors = unsafe scratch.vectors(columns: columns, count: count)
    let tiles = linears.reduce(0) { $0 + $1.matrix.tileCount }
    parallelism.run(tiles, grain(of: linears, tiles: tiles, count: count)) { range in
      var first = 0
      var column = 0
      for linear in linears {
        let matrix = linear.matrix
        let mine = range.clamped(to: first..<first + matrix.tileCount)
        if !mine.isEmpty {
          unsafe ck_matmul(
            kernels.table, out + column, stride, adds ? 1 : 0, matrix.tiles,
            Int32(matrix.format.rawValue), matrix.rows, matrix.columns, linear.bias, vectors,
            mine.lowerBound - first, mine.upperBound - first)
        }
        first += matrix.tileCount
        column += matrix.rows
      }
    }
  }

  /// Tiles that are worth a hand-over.
  ///
  /// For one token 32 KiB of weights, a microsecond, so that threads end together. A batch does more
  /// with each tile, so chunks are smaller.
  private func grain(of linears: [Linear], tiles: Int, count: Int) -> Int {
    let bytes = linears.reduce(0) { $0 + $1.matrix.byteCount } / max(tiles, 1)
    let wanted = 32_768 / max(bytes, 1) / min(count, 16)
    let share = (tiles + 2 * parallelism.width - 1) / (2 * parallelism.width)
    return max(1, min(wanted, share))
  }

  private func rotate(_ row: Int, _ turns: UnsafePointer<Float>?) {
    guard let turns = unsafe turns else { return }
    let halves: Int32 = configuration.rotaryPairs == .halves ? 1 : 0
    let size = configuration.headSize
    for head in 0..<configuration.heads + configuration.keyValueHeads {
      unsafe ck_rotate(
        scratch.projected + row * projectedWidth + head * size, turns, size, halves)
    }
  }

  private func attend(
    layer: Int, count: Int, visible: Int, _ attention: some AttentionStore
  ) {
    // Queries that share keys go together: those of a group of heads, or of a few tokens.
    let group = configuration.queriesPerKeyValueHead
    let together = attention.sharesTail ? max(1, Int(CK_ATTEND_ROWS) * 4 / group) : 1
    let groups = (count + together - 1) / together
    let stride = Matrix.padded(queryWidth)
    // Two microseconds are worth a hand-over: a thousand keys for one query.
    let grain = max(1, 1024 / (min(together, count) * group * (visible + 1)))
    parallelism.run(configuration.keyValueHeads * groups, grain) { units in
      for unit in units {
        let head = unit / groups
        let first = unit % groups * together
        let rows = first..<min(first + together, count)
        let offset = head * group * configuration.headSize
        unsafe attention.attend(
          layer: layer, head: head, rows: rows, kernels: kernels,
          queries: scratch.projected + first * projectedWidth + offset,
          queryStride: projectedWidth, out: scratch.input + first * stride + offset,
          outStride: stride)
      }
    }
  }

  private func feedForward(_ layer: Weights.Layer, count: Int) {
    let hidden = configuration.feedForward
    let isGated = layer.feedForwardIn.count == 2
    let stride = Matrix.padded(hidden)
    norm(layer.feedForwardNorm, rows: 0..<count, quantizes: layer.feedForwardIn)
    unsafe multiply(
      layer.feedForwardIn, columns: configuration.width, count: count, into: scratch.wide,
      stride: isGated ? 2 * hidden : hidden, adds: false)
    forRows(count) { row in
      let out = unsafe scratch.input + row * stride
      if isGated {
        let gate = unsafe scratch.wide + row * 2 * hidden
        unsafe ck_silu_multiply(kernels.table, out, gate, gate + hidden, hidden)
      } else {
        unsafe ck_gelu(kernels.table, out, scratch.wide + row * hidden, hidden)
      }
      quantize(row, columns: hidden, for: [layer.feedForwardOut])
    }
    unsafe multiply(
      [layer.feedForwardOut], columns: hidden, count: count, into: scratch.hidden,
      stride: configuration.width, adds: true)
  }
}

extension Weights {
  /// Writes the static vector of a token, (C).
  func readEmbedding(of token: UInt32, into out: UnsafeMutablePointer<Float>) {
    switch embeddingRows {
    case .tiles:
      unsafe (embedding ?? head.matrix).readRow(Int(token), into: out)
    case .tensor(let tensor):
      guard let from = unsafe tensor.pointer else { return }
      let bytes = Int(ck_source_row_bytes(tensor.source, configuration.width))
      unsafe ck_read_source_row(
        out, from + Int(token) * bytes, tensor.source, configuration.width)
    }
  }
}
