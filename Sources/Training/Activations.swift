import CKernels

/// What one block's forward pass leaves for its backward pass, for T tokens.
final class BlockActivations {
  /// The residual stream before attention, (T, width).
  let input: Floats
  /// The reciprocal root mean square of each row of the input, (T).
  let inputScales: Floats
  /// The norm's output, (T, width).
  let attentionInput: Units
  /// Queries, keys and values, the first two rotated, (T, 3, width).
  let queryKeyValue: Floats
  /// The logarithm of each query's sum, (T, heads) by sequence and head.
  let logs: Floats
  /// What attention gathers, (T, width).
  let attended: Units
  /// The residual stream before the feed-forward part, (T, width).
  let middle: Floats
  /// As `inputScales`, (T).
  let middleScales: Floats
  /// The norm's output, (T, width).
  let feedForwardInput: Units
  /// The two halves of the gated layer before the gate, (T, 2, hidden).
  let gateUp: Floats
  /// The gated layer, (T, hidden).
  let hidden: Units

  init(_ shape: TrainingShape, _ kernels: Kernels, tokens: Int) {
    let row = tokens * shape.width
    input = Floats(row)
    inputScales = Floats(tokens)
    attentionInput = Units(kernels.units(row))
    queryKeyValue = Floats(3 * row)
    logs = Floats(tokens * shape.heads)
    attended = Units(kernels.units(row))
    middle = Floats(row)
    middleScales = Floats(tokens)
    feedForwardInput = Units(kernels.units(row))
    gateUp = Floats(2 * tokens * shape.hidden)
    hidden = Units(kernels.units(tokens * shape.hidden))
  }
}

/// Buffers that live within one block's pass.
final class Workspace {
  /// Gradient of the residual stream, (T, width).
  let dStream: Floats
  /// Gradient of a block part's input or of attention's output, (T, width).
  let dInput: Floats
  /// Gradient of the gated layer, (T, hidden).
  let dHidden: Floats
  /// The gradient on its way into a product, (T, largest width of an output).
  let dOutput: Units
  /// The same with the tokens as contraction, and the input likewise.
  let dOutputPanels: Units
  let inputPanels: Units
  /// Inside attention.
  let attention: Floats

  init(_ shape: TrainingShape, tokens: Int, attention scratch: Int) {
    let widest = max(3 * shape.width, 2 * shape.hidden)
    dStream = Floats(tokens * shape.width)
    dInput = Floats(tokens * shape.width)
    dHidden = Floats(tokens * shape.hidden)
    dOutput = Units(tokens * widest)
    dOutputPanels = Units(tokens * widest)
    inputPanels = Units(tokens * max(shape.width, shape.hidden))
    attention = Floats(scratch)
  }
}
