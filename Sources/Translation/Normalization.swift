extension CarriedText {
  /// What the target makes of a scalar before it looks words up.
  static func normalize(_ scalar: Unicode.Scalar) -> [UInt8] { Array(String(scalar).utf8) }
}
