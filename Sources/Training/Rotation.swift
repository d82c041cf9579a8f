#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The cosine and sine of each position's rotary angles: (positions, pairs, 2).
func rotaryTable(positions: Int, headWidth: Int) -> Floats {
  let table = Floats(positions * headWidth)
  for position in 0..<positions {
    for pair in 0..<headWidth / 2 {
      let exponent = -2 * Double(pair) / Double(headWidth)
      let angle = Double(position) * pow(Double(TrainingShape.rotaryBase), exponent)
      table[position * headWidth + 2 * pair] = Float(cos(angle))
      table[position * headWidth + 2 * pair + 1] = Float(sin(angle))
    }
  }
  return table
}
