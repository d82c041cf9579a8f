import CKernels

extension Pass {
  /// Runs the blocks over `inputs`, (sequences, length) classes, up to ``headInput``.
  func forward(_ inputs: ArraySlice<Int32>, _ parameters: Floats, _ weights: PackedWeights) {
    let width = shape.width
    let tokens = inputs.count
    precondition(tokens <= sequences * length && tokens % length == 0, "\(tokens) tokens")
    let first = blocks.first?.input ?? last
    for (token, input) in inputs.enumerated() {
      unsafe first.at(token * width).update(from: parameters.at(Int(input) * width), count: width)
    }
    for layer in blocks.indices {
      attend(layer, tokens, parameters, weights)
      feedForward(layer, tokens, parameters, weights)
    }
    // The head takes full precision and rounds by itself: units of one float are floats.
    let gain = layout.finalNorm.range.lowerBound
    unsafe headInput.base.withMemoryRebound(to: UInt32.self, capacity: tokens * width) { out in
      unsafe kernels.table.pointee.normalize(
        out, lastScales.base, last.base, parameters.at(gain), tokens, width, Int32(CK_TRAIN_F32))
    }
  }

  /// middle = input + output · attention(norm(input)).
  private func attend(
    _ layer: Int, _ tokens: Int, _ parameters: Floats, _ weights: PackedWeights
  ) {
    let block = blocks[layer]
    let at = layout.block(layer)
    let width = shape.width
    unsafe kernels.table.pointee.normalize(
      block.attentionInput.base, block.inputScales.base, block.input.base,
      parameters.at(at.attentionNorm), tokens, width, kernels.format)
    project(
      block.queryKeyValue, block.attentionInput, weights, at.queryKeyValue, tokens: tokens,
      rows: 3 * width, columns: width, accumulate: false)
    unsafe kernels.table.pointee.attend(
      block.attended.base, block.logs.base, block.queryKeyValue.base, rotation.base,
      attention(tokens / length), work.attention.base)
    unsafe block.middle.base.update(from: block.input.base, count: tokens * width)
    project(
      block.middle, block.attended, weights, at.output, tokens: tokens, rows: width,
      columns: width, accumulate: true)
  }

  /// The next block's input = middle + down · gated(norm(middle)).
  private func feedForward(
    _ layer: Int, _ tokens: Int, _ parameters: Floats, _ weights: PackedWeights
  ) {
    let block = blocks[layer]
    let at = layout.block(layer)
    let width = shape.width
    unsafe kernels.table.pointee.normalize(
      block.feedForwardInput.base, block.middleScales.base, block.middle.base,
      parameters.at(at.feedForwardNorm), tokens, width, kernels.format)
    project(
      block.gateUp, block.feedForwardInput, weights, at.gateUp, tokens: tokens,
      rows: 2 * shape.hidden, columns: width, accumulate: false)
    unsafe kernels.table.pointee.gate(
      block.hidden.base, block.gateUp.base, tokens, shape.hidden, kernels.format)
    let next = layer + 1 < blocks.count ? blocks[layer + 1].input : last
    unsafe next.base.update(from: block.middle.base, count: tokens * width)
    project(
      next, block.hidden, weights, at.down, tokens: tokens, rows: width, columns: shape.hidden,
      accumulate: true)
  }
}
