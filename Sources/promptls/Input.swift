#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files
import Folders

/// A text that a command works on.
struct Input {
  /// The file, or `-` for stdin.
  var name: String
  var bytes: [UInt8]
  /// The line break that ``withoutFinalNewline`` took off.
  var finalNewline: [UInt8] = []

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
      guard name != "-", File.kind(of: name) == .folder else {
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

  /// A file's name for people.
  static func shown(_ name: String) -> String { name == "-" ? "stdin" : name }

  /// The text without the final newline that editors and `echo` add.
  var withoutFinalNewline: Input {
    guard bytes.last == UInt8(ascii: "\n") else { return self }
    let length = bytes.dropLast().last == UInt8(ascii: "\r") ? 2 : 1
    return Input(
      name: name, bytes: Array(bytes.dropLast(length)), finalNewline: Array(bytes.suffix(length)))
  }

  private static func contents(of name: String) throws(UsageError) -> [UInt8] {
    if name == "-", isatty(STDIN_FILENO) == 1 {
      Console.error("promptls: reading what you type; Ctrl-D ends it, Ctrl-C ends the program")
    }
    guard name == "-" || exists(name) else { throw UsageError(missing(name)) }
    do throws(FileError) {
      return name == "-"
        ? try File.contents(of: STDIN_FILENO, named: "stdin") : try File.contents(of: name)
    } catch {
      throw UsageError("\(error)")
    }
  }

  /// Says that a file is not there, and which one may have been meant.
  private static func missing(_ name: String) -> String {
    let slash = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    let folder = String(name[..<slash])
    let near = Nearest.name(
      to: String(name[slash...]), among: FolderWalk.names(in: folder.isEmpty ? "." : folder))
    return "there is no file \(name)" + (near.map { "; did you mean \(folder)\($0)?" } ?? "")
  }

  /// Whether there is something of this name.
  static func exists(_ name: String) -> Bool { File.kind(of: name) != nil }
}
