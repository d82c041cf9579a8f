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
      feedForwardBackward(layer, tokens, parameters, weights, gradients)
      attendBackward(layer, tokens, parameters, weights, gradients)
    }
    for (token, input) in inputs.enumerated() {
      unsafe kernels.table.pointee.blend(
        gradients.at(Int(input) * width), work.dStream.at(token * width), width, 1, 1)
    }
  }

  private func feedForwardBackward(
    _ layer: Int, _ tokens: Int, _ parameters: Floats, _ weights: PackedWeights,
    _ gradients: Floats
  ) {
    let block = blocks[layer]
    let at = layout.block(layer)
    let width = shape.width
    unsafe kernels.table.pointee.to_units(
      work.dOutput.base, work.dStream.base, tokens * width, kernels.format)
    projectBackward(
      work.dHidden, block.hidden, weights, gradients, at.down, tokens: tokens, rows: width,
      columns: shape.hidden)
    unsafe kernels.table.pointee.gate_backward(
      work.dOutput.base, work.dHidden.base, block.gateUp.base, tokens, shape.hidden,
      kernels.format)
    projectBackward(
      work.dInput, block.feedForwardInput, weights, gradients, at.gateUp, tokens: tokens,
      rows: 2 * shape.hidden, columns: width)
    unsafe kernels.table.pointee.normalize_backward(
      work.dStream.base, gradients.at(at.feedForwardNorm), work.dInput.base, block.middle.base,
      parameters.at(at.feedForwardNorm), block.middleScales.base, tokens, width)
  }

  private func attendBackward(
    _ layer: Int, _ tokens: Int, _ parameters: Floats, _ weights: PackedWeights,
    _ gradients: Floats
  ) {
    let block = blocks[layer]
    let at = layout.block(layer)
    let width = shape.width
    unsafe kernels.table.pointee.to_units(
      work.dOutput.base, work.dStream.base, tokens * width, kernels.format)
    projectBackward(
      work.dInput, block.attended, weights, gradients, at.output, tokens: tokens, rows: width,
      columns: width)
    unsafe kernels.table.pointee.attend_backward(
      work.dOutput.base, work.dInput.base, block.queryKeyValue.base, block.logs.base,
      rotation.base, attention(tokens / length), work.attention.base)
    projectBackward(
      work.dInput, block.attentionInput, weights, gradients, at.queryKeyValue, tokens: tokens,
      rows: 3 * width, columns: width)
    unsafe kernels.table.pointee.normalize_backward(
      work.dStream.base, gradients.at(at.attentionNorm), work.dInput.base, block.input.base,
      parameters.at(at.attentionNorm), block.inputScales.base, tokens, width)
  }
}
