#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

/// Lines for the person.
enum Console {
  static func print(_ line: String) { print(Array((line + "\n").utf8)) }

  static func print(_ table: Table) {
    for line in table.lines(style) { print(line) }
  }

  /// Prints bytes; ends the process with status 3 where they cannot be written, since an answer
  /// that nobody got is no success.
  static func print(_ bytes: [UInt8]) {
    ProgressLine.shared.willPrint(bytes)
    guard !Descriptor.write(STDOUT_FILENO, bytes) else { return }
    error("promptls: the output cannot be written: \(unsafe String(cString: strerror(errno)))")
    exit(3)
  }

  /// How text for people is painted on the output.
  static let style = Style(
    isOn: Style.isWanted(isTerminal: isatty(STDOUT_FILENO) == 1, SystemVariables.value))

  /// The terminal's width; nil where the output is no terminal.
  static var columns: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Whether the terminal says that it has more than 256 colours.
  static var hasAllColors: Bool {
    ["truecolor", "24bit"].contains(SystemVariables.value("COLORTERM"))
  }

  static func error(_ line: String) {
    ProgressLine.shared.willWarn()
    _ = Descriptor.write(STDERR_FILENO, Array((line + "\n").utf8))
  }
}
