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
      let step = step(layer, tokens, parameters, weights)
      attend(step)
      feedForward(step, into: layer + 1 < blocks.count ? blocks[layer + 1].input : last)
    }
    // The head takes full precision and rounds by itself: units of one float are floats.
    let gain = layout.finalNorm.range.lowerBound
    unsafe headInput.base.withMemoryRebound(to: UInt32.self, capacity: tokens * width) { out in
      unsafe kernels.table.pointee.normalize(
        out, lastScales.base, last.base, parameters.at(gain), tokens, width, Int32(CK_TRAIN_F32))
    }
  }

  /// middle = input + output · attention(norm(input)).
  private func attend(_ step: BlockStep) {
    let (block, at) = (step.activations, step.layout)
    unsafe kernels.table.pointee.normalize(
      block.attentionInput.base, block.inputScales.base, block.input.base,
      step.parameters.at(at.attentionNorm), step.tokens, shape.width, kernels.format)
    project(
      block.queryKeyValue, block.attentionInput, step, at.queryKeyValue, rows: 3 * shape.width,
      columns: shape.width, accumulate: false)
    unsafe kernels.table.pointee.attend(
      block.attended.base, block.logs.base, block.queryKeyValue.base, rotation.base,
      attention(step.tokens / length), work.attention.base)
    unsafe block.middle.base.update(from: block.input.base, count: step.tokens * shape.width)
    project(
      block.middle, block.attended, step, at.output, rows: shape.width,
      columns: shape.width, accumulate: true)
  }

  /// The next block's input = middle + down · gated(norm(middle)).
  private func feedForward(_ step: BlockStep, into next: Floats) {
    let (block, at) = (step.activations, step.layout)
    unsafe kernels.table.pointee.normalize(
      block.feedForwardInput.base, block.middleScales.base, block.middle.base,
      step.parameters.at(at.feedForwardNorm), step.tokens, shape.width, kernels.format)
    project(
      block.gateUp, block.feedForwardInput, step, at.gateUp, rows: 2 * shape.hidden,
      columns: shape.width, accumulate: false)
    unsafe kernels.table.pointee.gate(
      block.hidden.base, block.gateUp.base, step.tokens, shape.hidden, kernels.format)
    unsafe next.base.update(from: block.middle.base, count: step.tokens * shape.width)
    project(
      next, block.hidden, step, at.down, rows: shape.width, columns: shape.hidden,
      accumulate: true)
  }
}
