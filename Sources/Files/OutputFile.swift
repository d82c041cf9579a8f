#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file being written, which takes the place of the one before when it is whole.
///
/// It lies beside that one under a name of its own until ``close()``, and goes away without it. The
/// one before gives its permissions; where the path is a link, its target is replaced. What is no
/// regular file (a pipe, a terminal) is written to as it is.
@safe package final class OutputFile {
  /// As the caller named it.
  private let path: String
  /// The file to replace, and the one that is written meanwhile.
  private let target: String
  private let part: String?
  private var descriptor: Int32

  /// Begins a file.
  package init(path: String) throws(FileError) {
    self.path = path
    let kind = File.kind(of: path)
    guard kind == .file || kind == nil else {
      target = path
      part = nil
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw File.failure(path) }
      return
    }
    target = Self.resolved(path)
    let part = "\(target).\(getpid()).part"
    self.part = part
    descriptor = unsafe open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw File.failure(path) }
    var status = stat()
    if unsafe stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    _ = systemClose(descriptor)
    if let part { unsafe unlink(part) }
  }

  /// Appends bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    guard unsafe Descriptor.write(descriptor, bytes) else { throw File.failure(path) }
  }

  /// Appends bytes.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    guard Descriptor.write(descriptor, bytes) else { throw File.failure(path) }
  }

  /// Gives the file its name, once its bytes are on the disk.
  package func close() throws(FileError) {
    if let part {
      guard fsync(descriptor) == 0, unsafe rename(part, target) == 0 else {
        throw File.failure(path)
      }
    }
    let closed = systemClose(descriptor)
    descriptor = -1
    guard closed == 0 else { throw File.failure(path) }
  }

  /// Where a path leads when links are followed; itself where nothing is.
  private static func resolved(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
