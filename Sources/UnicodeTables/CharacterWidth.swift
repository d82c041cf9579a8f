/// How many columns a character takes where all letters are equally wide.
///
/// Source: UAX 11, East Asian Width: wide and fullwidth characters take two.
package enum CharacterWidth {
  /// Whether a scalar alone takes two columns.
  package static func isWide(_ scalar: UInt32) -> Bool {
    let ranges = WidthTables.wide
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      let last = UInt32(truncatingIfNeeded: ranges[middle] & 0xFFFFF)
      (low, high) = last < scalar ? (middle + 1, high) : (low, middle)
    }
    return low < ranges.count && ranges[low] >> 20 <= UInt64(scalar)
  }
}
