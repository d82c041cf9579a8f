/// A path as it stands in a URI: what is not allowed there is escaped.
///
/// Source: RFC 3986 section 2.
func uriPath(_ path: String) -> String {
  var uri = ""
  for byte in path.utf8 {
    let isPlain =
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      || "-._~/".utf8.contains(byte)
    let digits = String(byte, radix: 16, uppercase: true)
    uri += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
  }
  return uri
}
