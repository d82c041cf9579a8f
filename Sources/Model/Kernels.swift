import CKernels

/// The instruction set the forward pass runs on.
///
/// All give the same bits; they differ in speed alone.
@safe package struct Kernels: @unchecked Sendable {
  let table: UnsafePointer<ck_kernels>

  /// The fastest that runs here, or what the environment variable `PROMPTLS_KERNELS` names.
  package static let best = unsafe Kernels(table: ck_best_kernels())

  /// The set of this name, `scalar`, `avx2`, `avx512` or `neon`; nil if it does not run here.
  package static func named(_ name: String) -> Kernels? {
    unsafe ck_kernels_named(name).map { unsafe Kernels(table: $0) }
  }

  /// All that run here, the scalar one, which is the definition, first.
  package static let all: [Kernels] = {
    var all: [Kernels] = []
    while let table = unsafe ck_kernels_at(all.count) { unsafe all.append(Kernels(table: table)) }
    return all
  }()

  /// The name of the set.
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// The natural logarithm of the sum of the exponentials of logits, to about 1e-7.
  ///
  /// - Complexity: O(*n*), about 10 µs for 50,000.
  package func logTotal(_ logits: [Float]) -> Double {
    unsafe ck_log_total(table, logits, logits.count)
  }

  private init(table: UnsafePointer<ck_kernels>) {
    unsafe self.table = unsafe table
  }
}
