import Digests
import Testing

struct FNV1aTests {
  @Test(arguments: [
    // Vectors of RFC 9923, appendix C.
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func `the vectors of the specification`(text: String, hash: String) {
    #expect(FNV1a.hexadecimal(text.utf8) == hash)
  }

  @Test func `bytes in one run are bytes one by one`() {
    let bytes: [UInt8] = (0...255).map { $0 }
    var single = FNV1a()
    for byte in bytes { single.add(byte) }
    var run = FNV1a()
    unsafe bytes.withUnsafeBytes { unsafe run.add($0) }
    #expect(run == single && run != FNV1a())
  }
}
