import CMapping

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file's bytes, mapped read-only.
///
/// Invariant: the bytes stay where they are for the life of the object and nobody here writes them.
/// Another process may write or shorten the file: whoever reads must bear any bytes, and asks
/// ``wasCut`` before it believes them.
@safe final class MappedFile: @unchecked Sendable {
  let path: String
  let bytes: UnsafeRawBufferPointer
  /// The pages, where they are more than ``bytes``.
  private let pages: UnsafeRawBufferPointer
  private let isInMemory: Bool
  private let watch: CInt

  init(path: String) throws(ModelError) {
    self.path = path
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "not a regular file")
    }
    let count = Int(status.st_size)
    guard count > 0 else { throw .malformed(path: path, offset: 0, reason: "the file is empty") }
    let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { throw Self.failure(path) }
    unsafe bytes = UnsafeRawBufferPointer(start: start, count: count)
    unsafe pages = bytes
    isInMemory = false
    watch = unsafe cm_watch(start, count)
  }

  /// Holds bytes in place of a file, at the end of their last page: reading behind them traps, where
  /// behind a file's there would be zeros up to the page's end.
  ///
  /// For tests that hand in files which lie about their sizes.
  ///
  /// - Parameters:
  ///   - contents: The bytes, at least one.
  ///   - path: What errors call them.
  ///   - alignment: What the address is to be a multiple of, 1 for the strictest end.
  /// - Throws: ``ModelError/malformed(path:offset:reason:)`` for no bytes.
  init(contents: [UInt8], path: String, alignment: Int = 1) throws(ModelError) {
    self.path = path
    guard !contents.isEmpty else {
      throw .malformed(path: path, offset: 0, reason: "the file is empty")
    }
    let page = Int(getpagesize())
    let inUse = (contents.count + page - 1) / page * page
    let start = unsafe mmap(
      nil, inUse + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { throw Self.failure(path) }
    unsafe pages = UnsafeRawBufferPointer(start: start, count: inUse + page)
    let first = unsafe start + (inUse - contents.count) / alignment * alignment
    unsafe contents.withUnsafeBytes {
      unsafe first.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(first), byteCount: $0.count)
    }
    unsafe bytes = UnsafeRawBufferPointer(start: first, count: contents.count)
    isInMemory = true
    watch = -1
    unsafe mprotect(start + inUse, page, PROT_NONE)
  }

  deinit {
    cm_forget(watch)
    unsafe munmap(UnsafeMutableRawPointer(mutating: pages.baseAddress), pages.count)
  }

  /// Whether bytes were read that the file no longer had: they read as zeros.
  var wasCut: Bool { cm_was_cut(watch) }

  /// What is to be said where ``wasCut``.
  var cutFailure: ModelError {
    .unreadable(path: path, reason: "it became shorter while it was in use; load it again")
  }

  /// Tells the system that the pages of some bytes are not needed soon.
  func release(_ range: Range<Int>) {
    // What was cut has pages of zeros in its place, which must stay.
    guard !isInMemory, !wasCut, let start = unsafe bytes.baseAddress else { return }
    let page = Int(getpagesize())
    let first = range.lowerBound / page * page
    _ = unsafe madvise(
      UnsafeMutableRawPointer(mutating: start + first), range.upperBound - first,
      Int32(MADV_DONTNEED))
  }

  /// Tells the system that the pages read so far are not needed soon.
  func release() { unsafe release(0..<bytes.count) }

  private static func failure(_ path: String) -> ModelError {
    .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}

/// Zeroed memory of our own, page by page when it is first touched.
@safe final class Storage: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let count: Int

  /// Takes `count` bytes of address space; nil if the system has no room.
  ///
  /// Memory that is filled at once is taken in huge pages, with fewer faults. Memory that fills
  /// slowly in many places, as keys and values do, is not: the first token would take all of it.
  init?(count: Int, fillsAtOnce: Bool = false) {
    self.count = max(count, 1)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    let start = unsafe mmap(nil, self.count, PROT_READ | PROT_WRITE, Int32(flags), -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { return nil }
    unsafe base = start
    #if canImport(Glibc)
      // Refused where the system has no huge pages, to no harm.
      _ = unsafe madvise(
        base, self.count, Int32(fillsAtOnce ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
    #endif
  }

  deinit { unsafe munmap(base, count) }
}
