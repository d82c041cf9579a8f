/// Returns the number of bytes of the white-space scalar that begins at an offset, 0 if none does.
///
/// White space is the property White_Space of Unicode, 25 scalars, unchanged since version 6.3.
///
/// - Parameters:
///   - text: UTF-8.
///   - offset: Where a scalar begins, within the text.
/// - Returns: 1 to 3, or 0.
package func whiteSpaceLength(in text: Span<UInt8>, at offset: Int) -> Int {
  let first = text[offset]
  if first < 0x80 { return first == 0x20 || first &- 9 < 5 ? 1 : 0 }
  guard first == 0xC2 || (0xE1...0xE3).contains(first), offset + 1 < text.count else { return 0 }
  let second = text[offset + 1]
  if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
  guard offset + 2 < text.count else { return 0 }
  let third = text[offset + 2]
  switch (first, second) {
  case (0xE1, 0x9A): return third == 0x80 ? 3 : 0  // U+1680
  case (0xE2, 0x80):  // U+2000–200A, 2028, 2029, 202F
    return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0
  case (0xE2, 0x81): return third == 0x9F ? 3 : 0  // U+205F
  case (0xE3, 0x80): return third == 0x80 ? 3 : 0  // U+3000
  default: return 0
  }
}
