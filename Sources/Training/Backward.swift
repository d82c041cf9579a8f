import CKernels

extension Pass {
  /// Adds the gradients of all parameters, from ``dHeadInput``, to `gradients`.
  ///
  /// `inputs` are those of the forward pass before it.
  func backward(
    _ inputs: ArraySlice<Int32>, _ parameters: Floats, _ weights: PackedWeights,
    _ gradients: Floats
  ) {
    let width = shape.width
    let tokens = inputs.count
    work.dStream.fill(0, 0..<tokens * width)
    let gain = layout.finalNorm.range.lowerBound
    unsafe kernels.table.pointee.normalize_backward(
      work.dStream.base, gradients.at(gain), dHeadInput.base, last.base, parameters.at(gain),
      lastScales.base, tokens, width)
    for layer in blocks.indices.reversed() {
      let step = step(layer, tokens, parameters, weights)
      feedForwardBackward(step, gradients)
      attendBackward(step, gradients)
    }
    for (token, input) in inputs.enumerated() {
      unsafe kernels.table.pointee.blend(
        gradients.at(Int(input) * width), work.dStream.at(token * width), width, 1, 1)
    }
  }

  private func feedForwardBackward(_ step: BlockStep, _ gradients: Floats) {
    let (block, at) = (step.activations, step.layout)
    unsafe kernels.table.pointee.to_units(
      work.dOutput.base, work.dStream.base, step.tokens * shape.width, kernels.format)
    projectBackward(
      work.dHidden, block.hidden, step, gradients, at.down, rows: shape.width,
      columns: shape.hidden)
    unsafe kernels.table.pointee.gate_backward(
      work.dOutput.base, work.dHidden.base, block.gateUp.base, step.tokens, shape.hidden,
      kernels.format)
    projectBackward(
      work.dInput, block.feedForwardInput, step, gradients, at.gateUp, rows: 2 * shape.hidden,
      columns: shape.width)
    unsafe kernels.table.pointee.normalize_backward(
      work.dStream.base, gradients.at(at.feedForwardNorm), work.dInput.base, block.middle.base,
      step.parameters.at(at.feedForwardNorm), block.middleScales.base, step.tokens, shape.width)
  }

  private func attendBackward(_ step: BlockStep, _ gradients: Floats) {
    let (block, at) = (step.activations, step.layout)
    unsafe kernels.table.pointee.to_units(
      work.dOutput.base, work.dStream.base, step.tokens * shape.width, kernels.format)
    projectBackward(
      work.dInput, block.attended, step, gradients, at.output, rows: shape.width,
      columns: shape.width)
    unsafe kernels.table.pointee.attend_backward(
      work.dOutput.base, work.dInput.base, block.queryKeyValue.base, block.logs.base,
      rotation.base, attention(step.tokens / length), work.attention.base)
    projectBackward(
      work.dInput, block.attentionInput, step, gradients, at.queryKeyValue, rows: 3 * shape.width,
      columns: shape.width)
    unsafe kernels.table.pointee.normalize_backward(
      work.dStream.base, gradients.at(at.attentionNorm), work.dInput.base, block.input.base,
      step.parameters.at(at.attentionNorm), block.inputScales.base, step.tokens, shape.width)
  }
}
