import CKernels

/// What the passes through one block read and write.
struct BlockStep {
  let activations: BlockActivations
  let layout: BlockLayout
  let tokens: Int
  let parameters: Floats
  let weights: PackedWeights
}

/// A forward and a backward pass over a few sequences, on the caller's thread.
///
/// Gradients are added to the owner's; the pass itself keeps only activations, and those from one
/// call to the next in the same memory.
final class Pass {
  let shape: TrainingShape
  let layout: ParameterLayout
  let kernels: Kernels
  /// Sequences at most.
  let sequences: Int
  /// Tokens of a sequence; a multiple of 64.
  let length: Int
  let blocks: [BlockActivations]
  let work: Workspace
  let rotation: Floats
  /// The residual stream after the last block, (T, width), its scales and norm.
  let last: Floats
  let lastScales: Floats
  let lastNorm: Units
  /// The norm in full precision, which the head reads, and its gradient.
  let headInput: Floats
  let dHeadInput: Floats

  init(_ shape: TrainingShape, _ kernels: Kernels, sequences: Int, length: Int) {
    precondition(length % 64 == 0, "sequences of \(length) tokens, not a multiple of 64")
    self.shape = shape
    self.kernels = kernels
    self.sequences = sequences
    self.length = length
    layout = ParameterLayout(shape)
    let tokens = sequences * length
    blocks = (0..<shape.layers).map { _ in BlockActivations(shape, kernels, tokens: tokens) }
    let attention = ck_train_attention(
      sequences: sequences, length: length, heads: shape.heads, width: shape.headWidth,
      format: kernels.format)
    work = Workspace(
      shape, tokens: tokens, attention: ck_train_attention_scratch(attention))
    rotation = rotaryTable(positions: length, headWidth: shape.headWidth)
    last = Floats(tokens * shape.width)
    lastScales = Floats(tokens)
    lastNorm = Units(tokens * shape.width)
    headInput = Floats(tokens * shape.width)
    dHeadInput = Floats(tokens * shape.width)
  }

  /// The block of one layer, over so many tokens.
  func step(
    _ layer: Int, _ tokens: Int, _ parameters: Floats, _ weights: PackedWeights
  ) -> BlockStep {
    BlockStep(
      activations: blocks[layer], layout: layout.block(layer), tokens: tokens,
      parameters: parameters, weights: weights)
  }

  /// The shape of attention over `count` sequences.
  func attention(_ count: Int) -> ck_train_attention {
    ck_train_attention(
      sequences: count, length: length, heads: shape.heads, width: shape.headWidth,
      format: kernels.format)
  }

  /// y (tokens, rows) = x (tokens, columns) times the transpose of the matrix at `offset`.
  func project(
    _ y: Floats, _ x: Units, _ step: BlockStep, _ offset: Int, rows: Int, columns: Int,
    accumulate: Bool
  ) {
    let steps = kernels.units(columns)
    unsafe kernels.table.pointee.multiply(
      y.base, rows, x.base, steps, step.weights.forward.at(offset), steps * 32, step.tokens, rows,
      steps,
      accumulate ? 1 : 0, kernels.format)
  }

  /// dx (tokens, columns) = dy (tokens, rows) times the matrix at `offset`.
  ///
  /// And the gradient of the matrix += dy transposed times x (tokens, columns). dy is
  /// `work.dOutput`.
  func projectBackward(
    _ dx: Floats, _ x: Units, _ step: BlockStep, _ gradients: Floats, _ offset: Int, rows: Int,
    columns: Int
  ) {
    let steps = kernels.units(rows)
    let k = unsafe kernels.table.pointee
    unsafe k.multiply(
      dx.base, columns, work.dOutput.base, steps, step.weights.backward.at(offset), steps * 32,
      step.tokens,
      columns, steps, 0, kernels.format)
    unsafe k.pack_units(
      work.dOutputPanels.base, work.dOutput.base, steps, step.tokens, rows, kernels.format)
    unsafe k.pack_units(
      work.inputPanels.base, x.base, kernels.units(columns), step.tokens, columns, kernels.format)
    let along = kernels.units(step.tokens)
    unsafe k.multiply_transposed(
      gradients.at(offset), columns, work.dOutputPanels.base, along * 32, work.inputPanels.base,
      along * 32, rows, columns, along, 1, kernels.format)
  }
}
