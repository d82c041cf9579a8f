import CKernels
import Model

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The settings of AdamW, which updates the table and the gains.
///
/// Source: Loshchilov and Hutter 2019, arXiv:1711.05101.
package struct AdamW: Equatable, Sendable {
  /// How fast the mean of gradients forgets.
  package var beta1: Float = 0.9
  /// How fast the mean of their squares forgets.
  package var beta2: Float = 0.95
  /// Added to the root of the latter.
  package var epsilon: Float = 1e-8
  /// Weight decay as a part of the rate.
  package var decay: Float = 0

  package init() {}

  /// Updates `range` of the parameters.
  ///
  /// The first step is 1; `gradientScale` multiplies the gradients, for clipping.
  func update(
    _ range: Range<Int>, _ state: OptimizerState, _ gradients: Floats, step: Int, rate: Float,
    gradientScale: Float, _ kernels: Kernels
  ) {
    let at = range.lowerBound
    unsafe kernels.table.pointee.adamw(
      state.parameters.at(at), gradients.at(at), state.first.at(at), state.second.at(at),
      range.count, gradientScale, rate, beta1, beta2, 1 - pow(beta1, Float(step)),
      1 - pow(beta2, Float(step)), epsilon, decay)
  }
}

/// The parameters and what the optimizers remember of them.
final class OptimizerState {
  let parameters: Floats
  /// Means of gradients.
  let first: Floats
  /// Means of squared gradients; zero where ``Muon`` works.
  let second: Floats

  init(count: Int) {
    parameters = Floats(count)
    first = Floats(count)
    second = Floats(count)
  }
}
