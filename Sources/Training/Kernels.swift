import CKernels

/// The kernels of one instruction set and the precision that products are computed in.
@safe struct Kernels {
  /// The functions.
  let table: UnsafePointer<ck_train_kernels>
  /// `CK_TRAIN_F32` or `CK_TRAIN_BF16`: the logarithm of numbers in a unit.
  let format: Int32

  /// The best kernels of this processor.
  ///
  /// - Parameters:
  ///   - precision: What products multiply; sums are in full precision always.
  ///   - level: The best instruction set to use.
  init(_ precision: Precision, level: ck_train_level = CK_TRAIN_AVX512) {
    unsafe table = ck_train_kernels(level)
    format = precision == .half ? Int32(CK_TRAIN_BF16) : Int32(CK_TRAIN_F32)
  }

  /// The units of `count` numbers along a row.
  func units(_ count: Int) -> Int { count >> Int(format) }
}

/// What the factors of matrix products are rounded to.
package enum Precision: String, Sendable {
  /// 32-bit floats.
  case full = "f32"
  /// bfloat16; fast where the processor multiplies pairs of them.
  case half = "bf16"

  /// The faster one here.
  package static var native: Precision {
    ck_train_best_level() == CK_TRAIN_AVX512 ? .half : .full
  }
}
