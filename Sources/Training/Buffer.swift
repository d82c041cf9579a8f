/// Zeroed memory of one size that kernels read and write, aligned for the widest vectors.
///
/// Not for sharing between threads but by disjoint ranges.
@safe final class Buffer<Element: BitwiseCopyable> {
  /// The number of elements.
  let count: Int
  /// The first element.
  let base: UnsafeMutablePointer<Element>

  init(count: Int, zero: Element) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 1 << 12)
    unsafe base = memory.bindMemory(to: Element.self, capacity: count)
    unsafe base.initialize(repeating: zero, count: count)
  }

  deinit { unsafe base.deallocate() }

  /// The address of element `index`.
  func at(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index <= count, "element \(index) of \(count)")
    return unsafe base + index
  }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      unsafe base[index] = newValue
    }
  }

  func fill(_ value: Element, _ range: Range<Int>) {
    unsafe at(range.lowerBound).update(repeating: value, count: range.count)
  }
}

/// Numbers in full precision.
typealias Floats = Buffer<Float>
/// Operands of matrix products: see `ck_unit`.
typealias Units = Buffer<UInt32>

extension Buffer where Element == Float {
  convenience init(_ count: Int) { self.init(count: count, zero: 0) }
}

extension Buffer where Element == UInt32 {
  convenience init(_ count: Int) { self.init(count: count, zero: 0) }
}
