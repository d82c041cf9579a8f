#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file being written, which appears under its name when it is whole.
@safe final class OutputFile {
  private let path: String
  private let descriptor: Int32

  init(path: String) throws(ModelError) {
    self.path = path
    descriptor = unsafe open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ModelError) {
    guard unsafe writes(bytes) else { throw Self.failure(path) }
  }

  func write(_ bytes: [UInt8]) throws(ModelError) {
    guard unsafe bytes.withUnsafeBytes({ unsafe writes($0) }) else { throw Self.failure(path) }
  }

  private func writes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      #if canImport(Glibc)
        let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      #else
        let count = unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Gives the file its name.
  func close() throws(ModelError) {
    #if canImport(Glibc)
      let closed = Glibc.close(descriptor)
    #else
      let closed = Darwin.close(descriptor)
    #endif
    guard closed == 0, unsafe rename(path + ".part", path) == 0 else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> ModelError {
    .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}

/// What stands under a path.
enum FileKind {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool {
    unsafe access(path, R_OK) == 0
  }
}
