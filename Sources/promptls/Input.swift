#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon

/// A text that a command works on.
struct Input {
  /// The file, or `-` for stdin.
  var name: String
  var bytes: [UInt8]

  /// Reads the files named, or stdin where none is.
  static func read(_ names: [String]) throws(UsageError) -> [Input] {
    var inputs: [Input] = []
    for name in names.isEmpty ? ["-"] : names {
      inputs.append(Input(name: name, bytes: try contents(of: name)))
    }
    return inputs
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
      let part = StandardStreams.read(descriptor, atMost: 1 << 20)
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  private static func reason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
