/// A block of bytes at a place that never moves.
///
/// Unchecked because of the pointer; the bytes are not written any more once others see them.
@safe
final class Allocation: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  /// Makes a block of zeros.
  init(byteCount: Int) {
    unsafe bytes = .allocate(byteCount: byteCount, alignment: 64)
    unsafe _ = bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { unsafe bytes.deallocate() }
}
