/// A copy of a block of bytes at a place that never moves.
///
/// Unchecked because of the pointer; the bytes are never written after `init`.
@safe
final class Allocation: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ image: [UInt8]) {
    unsafe bytes = .allocate(byteCount: image.count, alignment: 64)
    unsafe bytes.copyBytes(from: image)
  }

  deinit { unsafe bytes.deallocate() }
}
