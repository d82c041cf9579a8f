/// The number that up to eight hexadecimal digits spell; nil where one is none.
///
/// A sign is no digit, though the standard library's initializers take one.
package func hexadecimalNumber(_ digits: some Collection<UInt8>) -> UInt32? {
  guard (1...8).contains(digits.count) else { return nil }
  var number: UInt32 = 0
  for digit in digits {
    guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
    number = number << 4 | UInt32(value)
  }
  return number
}
