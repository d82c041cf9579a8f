#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files by their paths, read and written whole.
package enum File {
  /// What stands under a path.
  package enum Kind: Equatable, Sendable {
    case file
    case folder
    /// A pipe, a device, a link that is not followed.
    case other
  }

  /// What is at a path; nil for nothing.
  package static func kind(of path: String, followingLinks: Bool = true) -> Kind? {
    var status = stat()
    let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
    return result == 0 ? kind(status) : nil
  }

  /// The bytes of a file, a pipe or a device.
  package static func contents(of path: String) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { _ = systemClose(descriptor) }
    return try contents(of: descriptor, named: path)
  }

  /// What an open file still holds.
  package static func contents(
    of descriptor: Int32, named path: String
  ) throws(FileError) -> [UInt8] {
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    guard !isKnown || kind(status) != .folder else {
      throw FileError(path: path, reason: "it is a folder")
    }
    var bytes: [UInt8] = []
    if isKnown, kind(status) == .file {
      // A file may claim any size and have no byte.
      bytes.reserveCapacity(min(Int(status.st_size), 1 << 28))
    }
    while true {
      guard let part = Descriptor.read(descriptor, atMost: 1 << 20) else { throw failure(path) }
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  /// The most bytes of a file that nobody named.
  package static let mostUnasked = 16 << 20

  /// The bytes of a file that nobody named but that may be there, as settings in a folder of strangers:
  /// nil where there is none, and for what is no plain file or has more than ``mostUnasked`` bytes.
  ///
  /// Never waits: a pipe of that name would keep the reader for ever, and a device never ends.
  package static func contentsIfThere(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { _ = systemClose(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, kind(status) == .file,
      status.st_size <= mostUnasked
    else { return nil }
    return try? contents(of: descriptor, named: path)
  }

  /// Writes a file, which takes the place of what was there when it is whole.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try OutputFile(path: path)
    try file.write(bytes)
    try file.close()
  }

  /// The bytes of a file; 0 where it cannot be looked at.
  package static func size(_ path: String) -> Int {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Makes a folder where there is none.
  package static func makeFolder(_ path: String) throws(FileError) {
    guard kind(of: path) != .folder else { return }
    if unsafe mkdir(path, 0o755) != 0, errno != EEXIST { throw failure(path) }
  }

  /// What tells a file from others and from itself after a change: device, inode, size and time.
  package static func identity(of path: String) throws(FileError) -> String {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw failure(path) }
    #if canImport(Glibc)
      let changed = status.st_mtim
    #else
      let changed = status.st_mtimespec
    #endif
    let file = "\(status.st_dev) \(status.st_ino) \(status.st_size)"
    return "\(file) \(changed.tv_sec) \(changed.tv_nsec)"
  }

  static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// The error in `errno`.
  static func failure(_ path: String) -> FileError {
    FileError(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
