import CKernels
import Model

/// The rows of the table that take part in a step's softmax, gathered and packed.
///
/// With all classes the softmax is the whole one. With fewer it is an unbiased estimate of each
/// token's normalizer: the most frequent classes and the step's targets are always there, the
/// others are drawn evenly, and each drawn one stands for as many as were left out. See
/// ``ClassSampler``.
final class ClassTable {
  private let shape: TrainingShape
  private let kernels: Kernels
  /// The classes that take part, in the order of the rows below.
  private(set) var rows: [Int32] = []
  /// (rows, width), and room for all classes.
  let table: Floats
  let forward: Units
  let backward: Units
  /// The logarithm of the number of classes that a row stands for; -infinity in the padding.
  let offsets: Floats

  init(_ shape: TrainingShape, _ kernels: Kernels) {
    self.shape = shape
    self.kernels = kernels
    table = Floats(shape.classes * shape.width)
    forward = Units(shape.classes * shape.width)
    backward = Units(shape.classes * shape.width)
    offsets = Floats(shape.classes)
  }

  /// Rows with the padding: a multiple of 32.
  var paddedCount: Int { (rows.count + 31) / 32 * 32 }

  /// Gathers and packs.
  ///
  /// - Parameters:
  ///   - selection: The rows and what they stand for.
  ///   - parameters: Flat parameters, the table first.
  ///   - parallelism: Who copies and packs.
  func load(_ selection: ClassSelection, from parameters: Floats, _ parallelism: Parallelism) {
    rows = selection.rows
    offsets.fill(-.infinity, 0..<shape.classes)
    for (row, offset) in selection.offsets.enumerated() { offsets[row] = offset }
    let width = shape.width
    let padded = paddedCount
    table.fill(0, rows.count * width..<padded * width)
    parallelism.run(padded / 32, 16) { range in
      for row in range.lowerBound * 32..<min(range.upperBound * 32, rows.count) {
        unsafe table.at(row * width).update(
          from: parameters.at(Int(rows[row]) * width), count: width)
      }
      let units = kernels.units(range.count * 32)
      let first = range.lowerBound * 32
      unsafe kernels.table.pointee.pack_transposed(
        forward.at(first * kernels.units(width)), table.at(first * width), width,
        range.count * 32, width, kernels.format)
      packBackward(first: first, count: range.count * 32, units: units, padded: padded)
    }
  }

  /// Packs some rows for the gradient: panels over the width, each as long as all rows.
  private func packBackward(first: Int, count: Int, units: Int, padded: Int) {
    for panel in 0..<shape.width / 32 {
      let start = (panel * kernels.units(padded) + kernels.units(first)) * 32
      unsafe kernels.table.pointee.pack(
        backward.at(start), table.at(first * shape.width + panel * 32), shape.width, count, 32,
        kernels.format)
    }
  }
}
