import CKernels
import Model

/// Momentum whose updates are made orthogonal, for the matrices of the blocks.
///
/// The update of a matrix is the nearest semi-orthogonal matrix to its momentum, by five rounds of
/// a quintic Newton-Schulz iteration, scaled to the root mean square that AdamW's updates have, so
/// that one rate fits both.
///
/// Source: Jordan et al. 2024, "Muon"; scale from Liu et al. 2025, arXiv:2502.16982.
package struct Muon: Equatable, Sendable {
  /// How fast the momentum forgets.
  package var momentum: Float = 0.95
  /// Weight decay as a part of the rate.
  package var decay: Float = 0.1

  package init() {}

  /// Updates one matrix.
  func update(
    _ group: ParameterGroup, _ state: OptimizerState, _ gradients: Floats, rate: Float,
    _ scratch: MuonScratch
  ) {
    let at = group.range.lowerBound
    let count = group.range.count
    let k = unsafe scratch.kernels.table.pointee
    unsafe k.blend(state.first.at(at), gradients.at(at), count, momentum, 1 - momentum)
    // Nesterov: a look ahead along the new momentum.
    unsafe scratch.x.base.update(from: gradients.at(at), count: count)
    unsafe k.blend(scratch.x.base, state.first.at(at), count, 1 - momentum, momentum)
    scratch.orthogonalize(rows: group.rows, columns: group.columns)
    let size = 0.2 * Float(max(group.rows, group.columns)).squareRoot()
    unsafe k.blend(
      state.parameters.at(at), scratch.x.base, count, 1 - rate * decay, -rate * size)
  }
}

/// Memory for one thread's orthogonalizations.
final class MuonScratch {
  let kernels: Kernels
  /// The matrix, and the result.
  let x: Floats
  private let square: Floats
  private let fourth: Floats
  private let product: Floats
  private let left: Units
  private let right: Units

  init(_ layout: ParameterLayout, _ kernels: Kernels) {
    self.kernels = kernels
    let matrices = layout.groups.filter(\.isBlockMatrix)
    let count = matrices.map(\.range.count).max() ?? 0
    let side = matrices.map { min($0.rows, $0.columns) }.max() ?? 0
    x = Floats(count)
    product = Floats(count)
    square = Floats(side * side)
    fourth = Floats(side * side)
    left = Units(max(count, side * side))
    right = Units(max(count, side * side))
  }

  /// Replaces ``x``, (rows, columns), by nearly U·Vᵀ of its singular value decomposition.
  func orthogonalize(rows: Int, columns: Int) {
    let k = unsafe kernels.table.pointee
    let norm = unsafe k.sum_of_squares(x.base, rows * columns).squareRoot()
    unsafe k.blend(x.base, x.base, rows * columns, 0, Float(1 / (norm + 1e-7)))
    let side = min(rows, columns)
    let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    for _ in 0..<5 {
      gram(rows, columns)
      // b S + c S S; S is symmetric, so its rows serve as columns.
      multiply(fourth, square, square, side, side, side)
      unsafe k.blend(fourth.base, square.base, side * side, c, b)
      if rows <= columns {
        multiply(product, fourth, x, rows, columns, rows)
      } else {
        multiply(product, x, fourth, rows, columns, columns)
      }
      unsafe k.blend(x.base, product.base, rows * columns, a, 1)
    }
  }

  /// square = x xᵀ, or xᵀ x where that is smaller.
  private func gram(_ rows: Int, _ columns: Int) {
    let k = unsafe kernels.table.pointee
    if rows <= columns {
      let steps = kernels.units(columns)
      unsafe k.to_units(left.base, x.base, rows * columns, kernels.format)
      unsafe k.pack_transposed(right.base, x.base, columns, rows, columns, kernels.format)
      unsafe k.multiply(
        square.base, rows, left.base, steps, right.base, steps * 32, rows, rows, steps, 0,
        kernels.format)
    } else {
      let steps = kernels.units(rows)
      unsafe k.pack(right.base, x.base, columns, rows, columns, kernels.format)
      unsafe k.multiply_transposed(
        square.base, columns, right.base, steps * 32, right.base, steps * 32, columns, columns,
        steps, 0, kernels.format)
    }
  }

  /// c (m, n) = a (m, depth) b (depth, n).
  private func multiply(_ c: Floats, _ a: Floats, _ b: Floats, _ m: Int, _ n: Int, _ depth: Int) {
    let k = unsafe kernels.table.pointee
    let steps = kernels.units(depth)
    unsafe k.to_units(left.base, a.base, m * depth, kernels.format)
    unsafe k.pack(right.base, b.base, n, depth, n, kernels.format)
    unsafe k.multiply(
      c.base, n, left.base, steps, right.base, steps * 32, m, n, steps, 0, kernels.format)
  }
}
