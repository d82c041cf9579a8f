import CKernels
import Model

/// The block matrices as the kernels read them: once for outputs, once for gradients of inputs.
///
/// Packed once a step and read by every shard.
final class PackedWeights {
  private let kernels: Kernels
  private let matrices: [(offset: Int, rows: Int, columns: Int)]
  /// Panels over the outputs, at the offset of the matrix in the flat parameters.
  let forward: Units
  /// Panels over the inputs, likewise.
  let backward: Units

  init(_ shape: TrainingShape, _ layout: ParameterLayout, _ kernels: Kernels) {
    self.kernels = kernels
    matrices = (0..<shape.layers).flatMap { layer in
      let block = layout.block(layer)
      return [
        (block.queryKeyValue, 3 * shape.width, shape.width),
        (block.output, shape.width, shape.width),
        (block.gateUp, 2 * shape.hidden, shape.width),
        (block.down, shape.width, shape.hidden),
      ]
    }
    forward = Units(layout.count)
    backward = Units(layout.count)
  }

  /// Packs the matrices of `parameters`.
  func pack(_ parameters: Floats, _ parallelism: Parallelism) {
    parallelism.run(matrices.count, 1) { range in
      for (offset, rows, columns) in matrices[range] {
        unsafe kernels.table.pointee.pack_transposed(
          forward.at(offset), parameters.at(offset), columns, rows, columns, kernels.format)
        unsafe kernels.table.pointee.pack(
          backward.at(offset), parameters.at(offset), columns, rows, columns, kernels.format)
      }
    }
  }
}
