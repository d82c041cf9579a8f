import CKernels

/// A matrix in the tiles that the kernels read.
///
/// The tiles are described in the kernels' header; the memory belongs to the weights.
@safe struct Matrix {
  /// How weights are held; raw values are the kernels'.
  enum Format: UInt8, CaseIterable {
    case float32 = 0
    case float16 = 1
    case bfloat16 = 2
    case int8 = 3
    case int4 = 4
    case int4Minimum = 5

    var isQuantized: Bool { rawValue >= Format.int8.rawValue }

    /// The name users see.
    var name: String {
      switch self {
      case .float32: "F32"
      case .float16: "F16"
      case .bfloat16: "BF16"
      case .int8: "Q8"
      case .int4: "Q4"
      case .int4Minimum: "Q4+min"
      }
    }
  }

  var tiles: UnsafeMutableRawPointer
  var format: Format
  var rows: Int
  var columns: Int

  var tileCount: Int { (rows + 15) / 16 }
  var paddedColumns: Int { Matrix.padded(columns) }
  var byteCount: Int { Matrix.byteCount(format: format, rows: rows, columns: columns) }

  static func padded(_ columns: Int) -> Int { (columns + 31) / 32 * 32 }

  static func byteCount(format: Format, rows: Int, columns: Int) -> Int {
    (rows + 15) / 16 * ck_tile_bytes(Int32(format.rawValue), columns)
  }

  /// Writes row `row` as floats to `out`, (columns).
  func readRow(_ row: Int, into out: UnsafeMutablePointer<Float>) {
    precondition(row < rows, "row \(row) of \(rows)")
    unsafe ck_read_row(out, tiles, Int32(format.rawValue), columns, row)
  }

  /// The format that holds a file's tensor, as it is or as asked for.
  ///
  /// What has no more bits than are asked for stays as it is: rounding it again would only lose.
  /// Where 4 bits are asked for, a head keeps 8: every logit shows its rounding at once.
  static func format(
    of source: Int32, _ quantization: LanguageModel.LoadOptions.Quantization, isHead: Bool
  ) -> Format {
    let stored = format(of: source)
    switch quantization {
    case .asStored: return stored
    case .float32: return .float32
    case .int8: return stored.isQuantized ? stored : .int8
    case .int4:
      if stored == .int4 || stored == .int4Minimum { return stored }
      return isHead ? .int8 : .int4Minimum
    }
  }

  private static func format(of source: Int32) -> Format {
    switch UInt32(source) {
    case CK_SOURCE_F32.rawValue: return .float32
    case CK_SOURCE_F16.rawValue: return .float16
    case CK_SOURCE_BF16.rawValue: return .bfloat16
    case CK_SOURCE_Q4_0.rawValue: return .int4
    case CK_SOURCE_Q4_1.rawValue, CK_SOURCE_Q4_K.rawValue: return .int4Minimum
    // Five and six bits with scales for 16 or 32 weights go into eight bits with one for 32.
    default: return .int8
    }
  }
}

/// A matrix and what is added to its products.
@safe struct Linear {
  var matrix: Matrix
  /// The addends, (rows), or nil for none.
  var bias: UnsafeMutablePointer<Float>?
}

/// The constants of a norm.
@safe struct Norm {
  /// The factors, (C).
  var weight: UnsafeMutablePointer<Float>
  /// The addends, (C); nil for RMS norm.
  var bias: UnsafeMutablePointer<Float>?
}
