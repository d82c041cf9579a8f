#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon
import Folders

/// A text that a command works on.
struct Input {
  /// The file, or `-` for stdin.
  var name: String
  var bytes: [UInt8]

  /// Reads a file, or stdin for `-`.
  static func read(_ name: String) throws(UsageError) -> Input {
    Input(name: name, bytes: try contents(of: name))
  }

  /// Reads the files named, or stdin where none is.
  static func read(_ names: [String]) throws(UsageError) -> [Input] {
    var inputs: [Input] = []
    for name in names.isEmpty ? ["-"] : names { inputs.append(try read(name)) }
    return inputs
  }

  /// The files that some names stand for: a folder stands for all in and below it that no
  /// `.gitignore` leaves out, no name for stdin.
  ///
  /// - Parameters:
  ///   - names: Of files and folders.
  ///   - unreadable: Told of folders that cannot be read.
  /// - Returns: Paths in the order of the names.
  static func paths(_ names: [String], unreadable: (String) -> Void) -> [String] {
    guard !names.isEmpty else { return ["-"] }
    var paths: [String] = []
    for name in names {
      guard isFolder(name) else {
        paths.append(name)
        continue
      }
      FolderWalk.forEachFile(under: name) { visit in
        switch visit {
        case .file(let path): paths.append(path)
        case .unreadable(let path, let reason): unreadable("\(path): \(reason)")
        }
      }
    }
    return paths
  }

  private static func isFolder(_ name: String) -> Bool {
    var status = stat()
    return unsafe name != "-" && stat(name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The text without the final newline that editors and `echo` add.
  var withoutFinalNewline: Input {
    var input = self
    if input.bytes.last == UInt8(ascii: "\n") {
      input.bytes.removeLast()
      if input.bytes.last == UInt8(ascii: "\r") { input.bytes.removeLast() }
    }
    return input
  }

  /// The bytes of a file; nil where there is none that can be read.
  static func contentsIfThere(_ path: String) -> [UInt8]? {
    do throws(UsageError) { return try contents(of: path) } catch { return nil }
  }

  /// Writes a file, in the place of what it held.
  static func write(_ bytes: [UInt8], to name: String) throws(UsageError) {
    let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw UsageError("\(name): \(reason(errno))") }
    defer { close(descriptor) }
    guard StandardStreams.write(descriptor, bytes) else {
      throw UsageError("\(name): \(reason(errno))")
    }
  }

  private static func contents(of name: String) throws(UsageError) -> [UInt8] {
    let descriptor = name == "-" ? STDIN_FILENO : unsafe open(name, O_RDONLY)
    guard descriptor >= 0 else { throw UsageError("\(name): \(reason(errno))") }
    defer { if name != "-" { close(descriptor) } }
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw UsageError("\(name) is a folder")
    }
    var bytes: [UInt8] = []
    while true {
      guard let part = StandardStreams.read(descriptor, atMost: 1 << 20) else {
        throw UsageError("\(name): \(reason(errno))")
      }
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  private static func reason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
